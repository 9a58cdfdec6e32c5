import type { Decision } from '../../network/agent/decide.ts'
import { actionKey } from './speak.ts'

const SAID = /^(queue|execute|lapse|mark-|activate|stand-|confirm-|announce-|take-|return-)/
const RESTART = /^restart of (.+)$/

/** Whether what failed is still to be done, by what was decided since: said on chain, or restarted to heal a stall that lasts. */
export function stillWanted(key: string, { chainActions, memory }: Pick<Decision, 'chainActions' | 'memory'>): boolean {
  const [, node] = RESTART.exec(key) ?? []
  if (node !== undefined) return memory.episodes.has(node)
  return !SAID.test(key) || chainActions.some((action) => actionKey(action) === key)
}
