import type { Founding } from '../../network/ceremony/founding.ts'
import { evidenceSchema } from '../../network/checkpoint/evidence.ts'
import type { Verdict } from '../../network/checkpoint/verdict.ts'
import { layerMeans } from '../../network/checkpoint/verdict-texts.ts'
import { verifyEvidence } from '../../network/checkpoint/verify.ts'
import { parseDocument } from '../../network/document.ts'
import type { Hex } from '../../network/hex.ts'
import type { Problem } from '../../network/problem.ts'
import { trustRootOf } from '../anchors/trust-root.ts'

/** Evidence verified offline, as `quorate verify` does it, against the founding or lock of its network beside it. */
export function evidenceProblems(text: string, file: string, foundings: readonly Founding[]): readonly Problem[] {
  const parsed = parseDocument(evidenceSchema, text, file)
  if (!parsed.ok) return parsed.problems
  const { networkId } = parsed.value.checkpoint
  const founding = foundings.find((one) => one.networkId === networkId)
  const { verdict, findings } = verifyEvidence(JSON.parse(text), founding === undefined ? {} : trustRootOf(founding))
  return findings.flatMap(({ code, layer, says }) => {
    if (verdict[layer] === 'not-compared') return [unproven(file, networkId)]
    if (!REFUSED.includes(verdict[layer])) return []
    return [{ code, file, path: FIELDS[layer], found: says, expected: layerMeans[layer] }]
  })
}

/** What no good evidence has. A layer that is absent is no problem, and an anchor that the file claims is looked up elsewhere. */
const REFUSED: readonly Verdict[keyof Verdict][] = ['invalid', 'diverged', 'unopenable']

/** Where in the file a layer stands. */
const FIELDS: Readonly<Record<keyof Verdict, string>> = {
  organisations: 'signatures',
  seals: 'seals',
  history: 'later',
  fact: 'fact',
  state: 'the document',
  anchor: 'anchors',
  opening: 'opening',
}

function unproven(file: string, networkId: Hex): Problem {
  return {
    code: 'SIGNATURE_UNPROVEN',
    file,
    path: 'signatures',
    found: 'signatures of a set that nothing here can be held against',
    expected: `the lock or founding of network ${networkId}, given beside it`,
  }
}
