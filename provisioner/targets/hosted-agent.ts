import type { Given } from './target.ts'

/** A member's agent where its target runs it beside the nodes. */
export interface HostedAgent {
  /** Why it is not as wanted; undefined where it is. Only reads. */
  differs(): Promise<string | undefined>
  /**
   * Makes it run as wanted, or takes it away where none is wanted. Doing it twice changes nothing.
   * @throws QuorateError SECRET_ABSENT, HOME_TOO_LARGE, AGENT_NOT_STARTED
   */
  ensure(given: Pick<Given, 'progress' | 'signal'>): Promise<void>
  /** Takes it away; its home stays. What is absent already is no error. */
  remove(given: Pick<Given, 'progress' | 'signal'>): Promise<void>
}

/** What a hosted agent's home is made from: the content of each file by its path in the home. */
export interface HomeFiles {
  /** Put where nothing stands; from then on they are the agent's own. */
  readonly seeds: ReadonlyMap<string, Uint8Array>
  /** Put in place of what stands there: the operator changes them. */
  readonly follow: ReadonlyMap<string, Uint8Array>
}
