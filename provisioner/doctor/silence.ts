import type { Silence } from '../../network/doctor/facts.ts'
import { QuorateError } from '../../network/quorate-error.ts'

/** Why a node did not answer; undefined where it did, whatever it said. @throws what is none of our errors */
export function silenceOf(rpc: string, error: unknown): Silence | undefined {
  if (!(error instanceof QuorateError)) throw error
  if (error.code !== 'NODE_SILENT') return undefined
  const reason = String(error.facts['reason'])
  if (/ECONNREFUSED/.test(reason)) return { kind: 'refused', rpc, reason }
  if (/aborted|timeout|ETIMEDOUT/i.test(reason)) return { kind: 'timeout', rpc, reason }
  return { kind: /ENOTFOUND|EAI_AGAIN/.test(reason) ? 'name' : 'other', rpc, reason }
}
