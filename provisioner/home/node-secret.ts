import { closeSync, fstatSync, openSync, readFileSync } from 'node:fs'
import { resolve } from 'node:path'
import type { MemberOptions } from '../../network/consortium/member-options/member-options.ts'
import { QuorateError } from '../../network/quorate-error.ts'
import type { Home } from './home.ts'
import { tokenNodes } from './home-record.ts'
import type { Signers } from './unlock.ts'

/**
 * What a node's Besu reads from the file `Places.key`: its private key in hex; of one whose key an HSM keeps, the PIN of the token, which
 * is read from its file each time and kept nowhere.
 * @throws QuorateError FILE_UNREADABLE, PIN_PERMISSIONS, PIN_EMPTY when it is asked for.
 */
export function nodeSecrets(
  { dir, record }: Home,
  signers: Pick<Signers, 'nodeKey'>,
  options: Pick<MemberOptions, 'hsm'> | undefined,
): (node: string) => string {
  const tokens = tokenNodes(record)
  return (node) => (tokens.includes(node) ? pinIn(dir, node, options?.hsm[node]?.pin) : signers.nodeKey(node))
}

function pinIn(dir: string, node: string, pin: string | undefined): string {
  const file = resolve(dir, pin ?? '')
  const { mode, text } = seen(file)
  if ((mode & 0o077) !== 0)
    throw new QuorateError('PIN_PERMISSIONS', `${file}, the PIN of ${node}'s token, can be read by others.`, {
      facts: { file, node, mode: mode.toString(8).padStart(4, '0') },
      remedy: `chmod go= '${file}', and change the PIN if others may have read it.`,
    })
  if (text !== '') return text
  throw new QuorateError('PIN_EMPTY', `${file} holds no PIN.`, {
    facts: { file, node },
    remedy: 'Write the PIN of the token into it, in one line.',
  })
}

/** By one descriptor: what is judged is what is read. */
function seen(file: string): { readonly mode: number; readonly text: string } {
  let descriptor: number | undefined
  try {
    descriptor = openSync(file, 'r')
    return { mode: fstatSync(descriptor).mode & 0o777, text: readFileSync(descriptor, 'utf8').trim() }
  } catch (cause) {
    const reason = (cause as NodeJS.ErrnoException).code ?? 'unknown'
    throw new QuorateError('FILE_UNREADABLE', `${file} cannot be read (${reason}).`, {
      facts: { file, reason },
      remedy: 'Name a file with the PIN that this user may read: hsm.NODE.pin in member.yaml.',
      cause,
    })
  } finally {
    if (descriptor !== undefined) closeSync(descriptor)
  }
}
