import type { Problem } from '../../problem.ts'
import { placedProblems } from '../placed-problems.ts'
import { schemaProblems } from '../schema-problems.ts'
import type { Path } from '../yaml/path-text.ts'
import { readYaml } from '../yaml/read-yaml.ts'
import { type MemberOptions, memberOptionsSchema } from './member-options.ts'
import { optionProblems } from './option-rules.ts'

export type MemberOptionsReading =
  | { readonly ok: true; readonly options: MemberOptions }
  | { readonly ok: false; readonly problems: readonly Problem[] }

/**
 * Reads member.yaml. Problems never repeat a URL, since people put keys into them.
 * @param file the name that problems carry.
 */
export function parseMemberOptions(text: string, file: string): MemberOptionsReading {
  const yaml = readYaml(text)
  if (yaml.value === undefined) return { ok: false, problems: placedProblems(yaml.problems, { file, yaml }) }
  const parsed = memberOptionsSchema.safeParse(yaml.value)
  const found = [
    ...yaml.problems,
    ...schemaProblems(parsed.error?.issues ?? [], yaml.value, mayHoldSecret).filter(({ path }) => !yaml.spoiled(path)),
    ...(parsed.success ? optionProblems(parsed.data) : []),
  ]
  if (parsed.success && found.length === 0) return { ok: true, options: parsed.data }
  return { ok: false, problems: placedProblems(found, { file, yaml }) }
}

function mayHoldSecret([field, inside]: Path): boolean {
  return field === 'publicChains' || (field === 'unlock' && inside !== 'by')
}
