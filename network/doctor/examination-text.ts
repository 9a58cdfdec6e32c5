import { nodesFrom, nodesFromText } from '../firewall/present-nodes.ts'
import { type DoctorCode, doctorCodes } from './codes.ts'
import type { Examination } from './examine.ts'
import type { ExaminedNode, Facts } from './facts.ts'
import { printable } from './printable.ts'

const MARKS = { error: 'ERROR  ', warning: 'warning', note: 'note   ' } as const

/** The examination for people: what runs, then what was found, worst first, each with what to do. */
export function examinationText(facts: Facts, { findings, notAsked }: Examination): string[] {
  return [
    ...facts.nodes.map((node) => nodeLine(node, facts.now)),
    nodesFromText(nodesFrom(facts.registry)),
    '',
    ...findings.flatMap(({ code, level, says, remedy }) => [
      `  ${MARKS[level]} ${code}: ${says}`,
      `            → ${remedy}`,
    ]),
    ...(findings.length === 0 ? ['  Nothing is wrong as far as could be seen from here.'] : []),
    ...notes(notAsked),
  ]
}

function notes(notAsked: Examination['notAsked']): string[] {
  const locked = notAsked.filter((code) => byToken(code))
  const unread = notAsked.filter((code) => !byToken(code))
  const lines = [
    ...(locked.length === 0
      ? []
      : [`  Not asked, or not answered; it takes the passphrase (--unlock): ${locked.join(', ')}`]),
    ...(unread.length === 0 ? [] : [`  Not seen from here, be it well or ill: ${unread.join(', ')}`]),
  ]
  return lines.length === 0 ? [] : ['', ...lines]
}

const byToken = (code: DoctorCode) => doctorCodes[code].by === 'token'

function nodeLine({ node, duty, state, open, silence }: ExaminedNode, now: number): string {
  if (state === 'stopped' || state === 'absent') return `${node} ${duty}: does not run`
  if (open === undefined)
    return `${node} ${duty}: does not answer${silence === undefined ? '' : ` (${printable(silence.reason)})`}`
  const head =
    open.head === undefined ? 'no head' : `block ${open.head.number}, ${Math.max(0, now - open.head.time)} s old`
  return `${node} ${duty}: ${head}, ${open.peers ?? 'unknown'} peers, ${printable(open.version ?? 'unknown release')}`
}
