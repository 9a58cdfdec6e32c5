import { randomUUID } from 'node:crypto'
import { replace } from '../home/atomic-file.ts'

/**
 * Asks a container's entry script to start its node again: another word in a file that both see. The agent never holds
 * the engine's socket, which would be the machine.
 */
export async function restartByFlag(file: string): Promise<void> {
  await replace(file, `${randomUUID()}\n`, { mode: 0o644 })
}
