import fc from 'fast-check'
import { flaws, type Flaw } from './cards.ts'
import type { Ballots } from './carrying.ts'
import { type CouncilFlaw, councilFlaws } from './emergencies.ts'
import { type PaperFlaw, paperFlaws } from './papers.ts'
import { type Plot, plots } from './plots.ts'
import type { Action, Support } from './state.ts'
import type { Subject } from './subjects.ts'

/** What an arbitrary history is made of: choices by number, whose meaning depends on what is there when they are played. */

export type Move =
  | { readonly kind: 'wait'; readonly for: number }
  | { readonly kind: 'wait until'; readonly moment: number; readonly offset: number }
  | { readonly kind: 'propose'; readonly by: number; readonly subjects: readonly Subject[]; readonly after: number }
  | { readonly kind: 'propose again'; readonly by: number; readonly proposal: number }
  | { readonly kind: 'vote'; readonly by: number; readonly proposal: number; readonly support: Support }
  | {
      readonly kind: 'vote by signature'
      readonly by: number
      readonly proposal: number
      readonly support: Support
      readonly flaw: PaperFlaw
    }
  | { readonly kind: 'all vote'; readonly proposal: number; readonly ballots: Ballots }
  | {
      readonly kind: 'queue' | 'execute' | 'cancel'
      readonly by: number
      readonly proposal: number
      readonly swapped: boolean
    }
  | { readonly kind: 'carry'; readonly proposal: number; readonly ballots: Ballots }
  | {
      readonly kind: 'decide'
      readonly by: number
      readonly subject: Subject
      readonly ballots: Ballots
      readonly follow: number
    }
  | { readonly kind: 'delegate'; readonly by: number; readonly to: number; readonly lasts: number }
  | { readonly kind: 'sync' | 'activate' | 'confirm' | 'stand down'; readonly by: number; readonly node: number }
  | { readonly kind: 'bring up'; readonly node: number; readonly confirmations: number }
  | { readonly kind: 'suspend at once'; readonly about: number; readonly n: number; readonly flaw: CouncilFlaw }
  | { readonly kind: 'book the lapse'; readonly by: number }
  | { readonly kind: 'take the lease'; readonly by: number; readonly node: number; readonly duration: number }
  | { readonly kind: 'give the lease back'; readonly by: number; readonly node: number }
  | { readonly kind: 'plot'; readonly plot: Plot; readonly who: number; readonly n: number }
  | { readonly kind: 'seize'; readonly by: number; readonly subject: Subject }

const number = fc.nat({ max: 63 })
/** The first choice is what a failing history shrinks to. */
const mostly = <Choice>(first: Choice, all: readonly Choice[], weight = 3) =>
  fc.oneof({ weight, arbitrary: fc.constant(first) }, { weight: 1, arbitrary: fc.constantFrom(...all) })
/** Those more often that need one another to come to anything. */
const kind = fc.constantFrom<Action['kind'][]>(
  ...(['suspend', 'suspend', 'reinstate', 'reinstate', 'reinstate'] as const),
  ...(['retire', 'retire', 'addNodes', 'addNodes', 'replaceKeys', 'replaceKeys'] as const),
  ...(['admit', 'expel', 'setRule', 'settleChange', 'setThreshold', 'ratify', 'setSettings'] as const),
  ...(['scheduleFork', 'scheduleBlockPeriod', 'cancelAmendment'] as const),
)
const subject = fc.record({ action: kind, which: number, extra: number, flaw: mostly<Flaw>('none', flaws) })
const support = fc.constantFrom<Support[]>('for', 'against', 'abstain')
const ballot = fc.oneof(
  { weight: 5, arbitrary: fc.constant<Support | 'none'>('for') },
  { weight: 3, arbitrary: fc.constantFrom<(Support | 'none')[]>('against', 'abstain', 'none') },
)
const ballots = fc.array(ballot, { minLength: 8, maxLength: 8 })
const mostlyAll = fc.oneof({ weight: 2, arbitrary: fc.constant<Ballots>([]) }, { weight: 1, arbitrary: ballots })
const swapped = fc.nat({ max: 9 }).map((n) => n === 9)
const of = <Kind extends Move['kind'], Fields>(
  name: Kind,
  fields: { [Key in keyof Fields]: fc.Arbitrary<Fields[Key]> },
) => fc.record<{ kind: Kind } & Fields>({ kind: fc.constant(name), ...fields } as never)

export const move: fc.Arbitrary<Move> = fc.oneof(
  { weight: 2, arbitrary: of('wait', { for: fc.constantFrom(0, 1, 2, 50, 300, 2000) }) },
  { weight: 7, arbitrary: of('wait until', { moment: number, offset: fc.constantFrom(1, 0, 2) }) },
  {
    weight: 5,
    arbitrary: of('propose', {
      by: number,
      subjects: fc.array(subject, { minLength: 1, maxLength: 2 }),
      after: number,
    }),
  },
  { weight: 1, arbitrary: of('propose again', { by: number, proposal: number }) },
  { weight: 4, arbitrary: of('vote', { by: number, proposal: number, support }) },
  {
    weight: 5,
    arbitrary: of('vote by signature', {
      by: number,
      proposal: number,
      support,
      flaw: mostly<PaperFlaw>('none', paperFlaws, 1),
    }),
  },
  { weight: 4, arbitrary: of('all vote', { proposal: number, ballots }) },
  { weight: 3, arbitrary: of('queue', { by: number, proposal: number, swapped }) },
  { weight: 3, arbitrary: of('execute', { by: number, proposal: number, swapped }) },
  { weight: 2, arbitrary: of('cancel', { by: number, proposal: number, swapped }) },
  { weight: 4, arbitrary: of('carry', { proposal: number, ballots }) },
  { weight: 14, arbitrary: of('decide', { by: number, subject, ballots: mostlyAll, follow: fc.nat({ max: 9 }) }) },
  { weight: 4, arbitrary: of('delegate', { by: number, to: number, lasts: fc.integer({ min: -9, max: 99 }) }) },
  { weight: 1, arbitrary: of('sync', { by: number, node: number }) },
  { weight: 3, arbitrary: of('activate', { by: number, node: number }) },
  { weight: 2, arbitrary: of('stand down', { by: number, node: number }) },
  { weight: 3, arbitrary: of('confirm', { by: number, node: number }) },
  { weight: 3, arbitrary: of('bring up', { node: number, confirmations: number }) },
  {
    weight: 9,
    arbitrary: of('suspend at once', {
      about: number,
      n: number,
      flaw: mostly<CouncilFlaw>('none', councilFlaws, 1),
    }),
  },
  { weight: 3, arbitrary: of('book the lapse', { by: number }) },
  { weight: 5, arbitrary: of('take the lease', { by: number, node: number, duration: number }) },
  { weight: 3, arbitrary: of('give the lease back', { by: number, node: number }) },
  { weight: 18, arbitrary: of('plot', { plot: fc.constantFrom(...plots), who: number, n: number }) },
  { weight: 1, arbitrary: of('seize', { by: number, subject }) },
)
