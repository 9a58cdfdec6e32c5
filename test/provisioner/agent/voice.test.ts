import { describe, expect, it } from '@jest/globals'
import type { ChainAction } from '../../../network/agent/action.ts'
import { QuorateError } from '../../../network/quorate-error.ts'
import { Failures } from '../../../provisioner/agent/failures.ts'
import type { Hold } from '../../../provisioner/agent/hold.ts'
import { AgentMetrics } from '../../../provisioner/agent/metrics.ts'
import { Voice } from '../../../provisioner/agent/voice.ts'
import type { AtWork } from '../../../provisioner/chain/as-member.ts'

const actions = [1, 2, 3].map(
  (number): ChainAction => ({ kind: 'confirm-change', address: `0x${'11'.repeat(20)}`, number }),
)
const part = { did: 'nothing', why: 'it is early', sequence: 1 } as const

/** Who says these, and what is heard of it. */
function voiceOf(send: (what: string) => Promise<void>, signal = new AbortController().signal) {
  const failures = new Failures()
  const heard: string[] = []
  const at = {
    async send({ what }: { what: string }) {
      heard.push(what)
      await send(what)
    },
  } as unknown as AtWork
  const hold = { with: (work) => work(at) } as Hold
  const takePart = async () => {
    heard.push('checkpoint')
    return part
  }
  const busy = { refused: () => {}, free: () => {} }
  const given = { hold, failures, busy, signal, metrics: new AgentMetrics(), checkpointing: { takePart } }
  const voice = new Voice({
    ...given,
    proposal: () => undefined,
    moves: () => 1,
    ...{ now: () => 0, elapsed: () => 0, progress: () => {} },
  })
  return { voice, heard, failed: () => failures.findings().map(({ subject }) => subject) }
}

const refused = (code: string) => new QuorateError(code, 'It is so.', { remedy: 'Wait.' })

describe('what an agent says on chain', () => {
  it('is said one after another, and what is refused holds up nothing else', async () => {
    const { voice, heard, failed } = voiceOf(async (what) => {
      if (what === 'confirm-change 2') throw refused('CHAIN_REFUSED')
    })
    await voice.say(actions, true)
    expect(heard).toEqual(['confirm-change 1', 'confirm-change 2', 'confirm-change 3', 'checkpoint'])
    expect(failed()).toEqual(['confirm-change 2'])
  })

  it('waits with all else where no block takes it, and leaves others time to take the home', async () => {
    const { voice, heard, failed } = voiceOf(() => Promise.reject(refused('TRANSACTION_UNMINED')))
    const began = performance.now()
    await voice.say(actions, true)
    expect(performance.now() - began).toBeGreaterThan(400)
    expect(heard).toEqual(['confirm-change 1'])
    expect(failed()).toEqual(['confirm-change 1'])
  })

  it('ends with the agent, and that is no failure', async () => {
    const stop = new AbortController()
    const { voice, heard, failed } = voiceOf(async () => {
      stop.abort()
      throw new Error('aborted')
    }, stop.signal)
    await voice.say(actions, true)
    expect([heard, failed()]).toEqual([['confirm-change 1'], []])
  })
})
