import type { MemberOptions } from './member-options.ts'

/** Files that a member's options name, as they are spelt there: its operator's own, secret or of one machine. */
export function namedFiles({ unlock, hsm }: Pick<MemberOptions, 'unlock' | 'hsm'>): string[] {
  const tokens = Object.values(hsm).flatMap(({ config, pin }) => [config, pin])
  return [...unlocking(unlock), ...tokens].filter((file) => file !== undefined)
}

function unlocking(unlock: MemberOptions['unlock']): (string | undefined)[] {
  if (unlock.by === 'file') return [unlock.path]
  return unlock.by === 'web3signer' ? [unlock.ca, unlock.certificate, unlock.key, unlock.token] : []
}
