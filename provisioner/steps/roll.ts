import { lacksOf } from '../maintenance/stands.ts'
import type { Step } from './step.ts'

/** Waits until the agent beside the nodes has made those anew that run, in their turn: after the agent itself stands. */
export const roll: Step = {
  async plan({ nodes }) {
    if (nodes?.target === undefined || !nodes.rolledByAgent) return []
    const { observed, lackOf } = await lacksOf(nodes.target, nodes.manifests)
    const running = nodes.manifests.filter(({ node }) => {
      return observed.some((one) => one.node === node && one.state === 'running')
    })
    const old = running.filter((manifest) => lackOf(manifest) !== undefined)
    const why = 'its agent makes it anew in its turn, under the maintenance lease'
    return old.map(({ node: subject }) => ({ kind: 'roll', subject, why }))
  },
  async run({ nodes }, subject, journal) {
    const manifest = nodes?.manifests.find(({ node }) => node === subject)
    if (nodes === undefined || manifest === undefined) return
    const [{ rolling, close }, { untilAgentRolled }] = await Promise.all([
      nodes.rolling(journal),
      import('../maintenance/await-agent.ts'),
    ])
    try {
      await untilAgentRolled(manifest, rolling)
    } finally {
      close()
    }
  },
}
