import { keepSite, keptSite } from '../home/kept-site.ts'
import { isTakenDown, standsAgain } from '../home/taken-down.ts'
import { siteText } from '../targets/site.ts'
import type { Step } from './step.ts'

/** Keeps where the nodes stand, before the first is made there: none is made elsewhere while they do. */
export const site: Step = {
  async plan({ home, nodes }) {
    const here = nodes?.target === undefined ? undefined : await nodes.standOnce()
    if (here === undefined) {
      const why = 'a `down` was not ended, or followed by an `apply`'
      return (await isTakenDown(home.dir)) ? [{ kind: 'site', subject: 'taken-down', why }] : []
    }
    const kept = await keptSite(home.dir)
    const why = `${kept === undefined ? 'the nodes are to stand' : 'nothing stands where they stood, and they are to stand'} ${siteText(here)}`
    return [{ kind: 'site', subject: 'site.json', why }]
  },
  async run({ home, nodes }) {
    if (nodes?.target !== undefined) await keepSite(home.dir, await nodes.target.site())
    await standsAgain(home.dir)
  },
}
