import type { DraftRule } from '../draft.ts'
import type { Rule } from './rule.ts'

/** Whoever can upgrade can rewrite every other rule; so upgrade is at least as hard as each of them, in every part. */
export const upgradeIsHardest: Rule = ({ decisions = new Map() }) => {
  const upgrade = decisions.get('upgrade')
  if (upgrade === undefined) return []
  const weaker = new Map<string, string>()
  for (const [name, rule] of decisions) {
    for (const part of easierParts(upgrade, rule)) if (!weaker.has(part)) weaker.set(part, name)
  }
  return [...weaker].map(([part, name]) => ({
    code: 'UPGRADE_WEAKER',
    path: ['decisions', 'upgrade'],
    found: `${part} below that of ${name}`,
    expected: `${part} at least that of every other class`,
  }))
}

function easierParts(upgrade: DraftRule, other: DraftRule): string[] {
  const below = (own: number | undefined, its: number | undefined) =>
    own !== undefined && its !== undefined && own < its
  const easier = (['chambersNeeded', 'timelock'] as const).filter((part) => below(upgrade[part], other[part]))
  const inChambers = [...other.chambers].flatMap(([chamber, its]) => {
    const own = upgrade.chambers.get(chamber)
    if (own === undefined) return []
    return [
      ...(['quorum', 'majority'] as const).filter((part) => below(own[part], its[part])),
      ...(its.veto === true && own.veto === false ? ['veto'] : []),
    ].map((part) => `${part} of ${chamber}`)
  })
  return [...easier, ...inChambers]
}
