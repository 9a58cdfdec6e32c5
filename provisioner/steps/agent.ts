import type { Step } from './step.ts'

/** The member's agent, where its target runs it: last, since its home holds what the other steps wrote. */
export const agent: Step = {
  async plan({ home, nodes }) {
    const why = await nodes?.agent?.differs()
    return why === undefined ? [] : [{ kind: 'agent', subject: home.record.member, why }]
  },
  async run({ nodes, progress, signal }) {
    await nodes?.agent?.ensure({ progress, signal })
  },
}
