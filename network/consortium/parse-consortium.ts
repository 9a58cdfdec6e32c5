import type { Problem } from '../problem.ts'
import type { Consortium } from './consortium.ts'
import { descriptionSchema } from './description.ts'
import { draftOfDescription } from './draft-of-description.ts'
import { normalise } from './normalise.ts'
import { placedProblems } from './placed-problems.ts'
import { ruleProblems } from './rules.ts'
import { schemaProblems } from './schema-problems.ts'
import { readYaml } from './yaml/read-yaml.ts'

export type ConsortiumReading =
  | { readonly ok: true; readonly consortium: Consortium }
  | { readonly ok: false; readonly problems: readonly Problem[] }

/**
 * Reads consortium.yaml. All problems come at once: those of the schema, and those of every rule that what could be
 * read allows to judge. Only a text that is not YAML gives one problem alone.
 * @param file the name that problems carry.
 */
export function parseConsortium(text: string, file: string): ConsortiumReading {
  const yaml = readYaml(text)
  if (yaml.value === undefined) return { ok: false, problems: placedProblems(yaml.problems, { file, yaml }) }
  const parsed = descriptionSchema.safeParse(yaml.value)
  const found = [
    ...yaml.problems,
    ...schemaProblems(parsed.error?.issues ?? [], yaml.value).filter(({ path }) => !yaml.spoiled(path)),
    ...ruleProblems(draftOfDescription(yaml.value)),
  ]
  if (parsed.success && found.length === 0) return { ok: true, consortium: normalise(parsed.data) }
  return { ok: false, problems: placedProblems(found, { file, yaml }) }
}
