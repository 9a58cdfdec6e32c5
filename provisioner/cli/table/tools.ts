import type { Command } from '../command.ts'

/** What the others are helped by. */
export const tools: readonly Command[] = [
  {
    name: 'devchain',
    says: 'run one development chain: no consensus, nothing kept',
    options: [
      { flags: '--lock <file>', says: 'with the genesis state of this lock' },
      { flags: '--public <chainId>', says: 'or an empty one, standing in for a public chain' },
      { flags: '--host <address>', says: 'where it listens (127.0.0.1); whoever reaches it may do anything with it' },
      { flags: '--port <n>', says: 'its port (a free one)' },
      { flags: '--announce <file>', says: 'write here where it answers; it ends when this file is removed' },
      { flags: '--ticket <file>', says: 'with --announce: start only where this file still stands' },
    ],
    example: 'quorate devchain --lock lock.json --port 8545',
    load: () => import('../commands/devchain.ts'),
  },
  {
    name: 'advance',
    says: 'move a development chain’s clock forward',
    takes: '<duration>',
    example: 'quorate advance 7d',
    load: () => import('../commands/advance.ts'),
  },
  {
    name: 'explain',
    says: 'more about an error or problem by its code',
    takes: '[code]',
    example: 'quorate explain CARD_FORGED',
    load: () => import('../commands/explain.ts'),
  },
  {
    name: 'completion',
    says: 'shell completion for bash or zsh',
    takes: '<shell>',
    example: 'source <(quorate completion bash)',
    load: () => import('../commands/completion.ts'),
  },
]
