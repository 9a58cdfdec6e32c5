import { join } from 'node:path'

/** Where things stand in a rehearsal's folder. What members would send each other lies open; each home is its member's own. */
export const rehearsalPaths = {
  /** Name of the empty file that makes a folder a rehearsal's. Never open it but through `withRehearsalLock`. */
  mark: '.rehearsal',
  lockFile: (root: string) => join(root, '.rehearsal'),
  spec: (root: string) => join(root, 'consortium.yaml'),
  homes: (root: string) => join(root, 'homes'),
  home: (root: string, member: string) => join(root, 'homes', member),
  passphrase: (root: string, member: string) => join(root, 'passphrases', member),
  cards: (root: string) => join(root, 'cards'),
  card: (root: string, member: string) => join(root, 'cards', `${member}.json`),
  founding: (root: string) => join(root, 'founding.json'),
  approval: (root: string, member: string) => join(root, 'approvals', `${member}.json`),
  lock: (root: string) => join(root, 'lock.json'),
  /** Each member's member.yaml. */
  options: (root: string, member: string) => join(root, 'options', `${member}.yaml`),
  endpoints: (root: string) => join(root, 'endpoints'),
  endpoint: (root: string, member: string) => join(root, 'endpoints', `${member}.json`),
  /** What a member rendered for containers, on its way to its volumes. */
  rendered: (root: string, member: string) => join(root, 'rendered', member),
  agent: (root: string, member: string) => join(root, 'agents', `${member}.json`),
  agentLog: (root: string, member: string) => join(root, 'agents', `${member}.log`),
  chain: (root: string, name: ChainName) => join(root, 'chains', `${name}.json`),
  chainLog: (root: string, name: ChainName) => join(root, 'chains', `${name}.log`),
} as const

export type ChainName = 'consortium' | 'public'
