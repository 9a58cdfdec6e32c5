import type { HomeLock } from '../home/home-lock.ts'
import { refuseEarlierHolder } from '../journal/fence.ts'
import type { Journal } from '../journal/journal.ts'
import { agent } from './agent.ts'
import { agree } from './agree.ts'
import { amendments } from './amendments.ts'
import { connect } from './connect.ts'
import { endpoints } from './endpoints.ts'
import { node } from './node.ts'
import { options } from './options.ts'
import { roll } from './roll.ts'
import { site } from './site.ts'
import type { Planned, Step, StepKind, Wanted } from './step.ts'

/** In the order in which they are made. */
const steps: Readonly<Record<StepKind, Step>> = {
  agree,
  options,
  amendments,
  endpoints,
  site,
  node,
  connect,
  agent,
  roll,
}

/** What is still to be changed. Reads only; nothing where all is as wanted. */
export async function plan(wanted: Wanted): Promise<Planned[]> {
  const planned: Planned[] = []
  for (const step of Object.values(steps)) planned.push(...(await step.plan(wanted)))
  return planned
}

interface Held {
  readonly journal: Journal
  /** Under which it is written. */
  readonly lock: HomeLock
}

/**
 * Makes the planned changes in order, each journalled before and after, with the serial of the home's lock. Killed halfway,
 * plan again: what landed is not planned.
 * @throws QuorateError HOLDER_OUTDATED where a later holder of the lock made steps already.
 */
export async function apply(planned: readonly Planned[], wanted: Wanted, held: Held): Promise<void> {
  const { journal, lock } = held
  refuseEarlierHolder(journal.entries(), lock.serial)
  for (const { kind, subject, why } of planned) {
    wanted.progress(`${kind} ${subject}: ${why}`)
    await journal.append({ event: 'step.started', kind, subject, why, lock: lock.serial })
    await steps[kind].run(wanted, subject, journal)
    await journal.append({ event: 'step.done', kind, subject, lock: lock.serial })
  }
}
