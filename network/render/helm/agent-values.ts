import { z } from 'zod'
import { choice } from '../../consortium/schema/choice.ts'
import { mapping } from '../../consortium/schema/mapping.ts'
import { wholeNumber } from '../../consortium/schema/whole-number.ts'
import { fileName, hash32, image, objectName, someLabels } from './fields.ts'

const places = z.record(fileName, z.string().regex(/^[A-Za-z0-9_-][A-Za-z0-9._-]*(\/[A-Za-z0-9_-][A-Za-z0-9._-]*)?$/))

const home = mapping({
  secret: objectName.describe("Existing Secret with the files of the member's home, keystores still encrypted."),
  items: places.describe('Key in that Secret → path in the home. Copied where absent, never over what stands there.'),
  follow: places
    .default({})
    .describe('The same, for what the operator changes elsewhere: each start puts it in place of what stands there.'),
  digest: hash32.optional().describe('Of what is in that Secret: where it changes, the agent starts anew.'),
  sizeGiB: wholeNumber(1, 1024).describe('What the agent signed is on disk first: this claim outlives the release.'),
  accessMode: choice(['ReadWriteOnce', 'ReadWriteMany']),
  className: objectName
    .optional()
    .describe(
      "Storage class of this claim; `storage.className` where absent. Two replicas may need another than the nodes'.",
    ),
})

/** The member's agent: one at work, elected by a Lease. */
export const agentValuesSchema = mapping({
  image,
  replicas: wholeNumber(1, 2).describe('Usually 1. Two need a home with access mode ReadWriteMany.'),
  args: z
    .array(z.string().max(1024))
    .max(32)
    .describe('Arguments of `quorate`: usually `agent` alone. Never a secret.'),
  home,
  passphraseSecret: objectName.describe('Existing Secret; its key `passphrase` unlocks the keystores.'),
  port: wholeNumber(1024, 65_535).describe('Metrics and health.'),
  healthPath: z.string().regex(/^\/[A-Za-z0-9/_-]*$/),
  memoryMiB: wholeNumber(64, 65_536).describe('Request and limit.'),
  cpus: wholeNumber(1, 64).default(1).describe('Limit; a twentieth of one is requested.'),
  nodeSelector: someLabels
    .optional()
    .describe("Labels of the machines that may run the agent; the pods' `nodeSelector` where absent, `{}` for any."),
})

export type AgentValues = z.output<typeof agentValuesSchema>
