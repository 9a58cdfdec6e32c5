import type { Matrix } from './matrix.ts'
import { outcomeReasons, type TriedWay } from './trial.ts'

/** What was tried, for people: what fails first, each with its reason; what goes well in one line each. */
export function trialText(tried: readonly TriedWay[], unplaced: Matrix['unplaced'], exposedRemedy: string): string[] {
  const bad = tried.filter(({ well }) => !well)
  const good = tried.filter(({ well }) => well)
  return [
    ...bad.flatMap((way) => failure(way, exposedRemedy)),
    ...(bad.length === 0 ? [] : ['']),
    ...good.map((way) => `  ok    ${name(way)}`),
    ...unplaced.map(({ member, node }) => `  –     ${node} (${member}): nobody has said where it is reached`),
    '',
    `${tried.length} ways tried, ${bad.length === 0 ? 'all as they must be' : `${bad.length} not as they must be`}. Ways that begin at others are tried by them.`,
  ]
}

function failure(way: TriedWay, exposedRemedy: string): string[] {
  if (way.must === 'closed') {
    return [`  OPEN  ${name(way)}: answers at ${way.at.join(', ')}`, `          → ${exposedRemedy}`]
  }
  const { says, remedy } = outcomeReasons[way.outcome]
  return [`  FAILS ${name(way)}: ${says}`, `          → ${remedy}`]
}

function name({ from, to, must }: TriedWay): string {
  const whose = to.member === undefined || to.member === from.member ? '' : ` (${to.member})`
  const way = `${from.what} → ${to.what}${whose} at ${to.host}:${to.port}`
  return must === 'closed' ? `${way} is closed` : way
}
