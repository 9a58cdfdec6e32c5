import { createHash } from 'node:crypto'
import { readFile } from 'node:fs/promises'

/** Set once when a system is installed, and the same after every start; many containers have none. */
const MACHINE_ID = '/etc/machine-id'

/**
 * What a machine is known again by: of its id a digest that is used for nothing else, since machine-id(5) asks that the id itself
 * be shown to nobody. Undefined where it has none.
 */
export async function machineOf(file: string = MACHINE_ID): Promise<string | undefined> {
  const text = await readFile(file, 'utf8').catch(() => '')
  const [id] = /^[0-9a-f]{32}$/m.exec(text) ?? []
  if (id === undefined) return undefined
  return createHash('sha256').update(`quorate/machine/1${id}`).digest('hex').slice(0, 16)
}
