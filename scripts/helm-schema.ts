import { writeFileSync } from 'node:fs'
import { chartReadme } from '../network/render/helm/chart-readme.ts'
import { valuesJsonSchema } from '../network/render/helm/values-json-schema.ts'
import { valuesYaml } from '../network/render/helm/values-yaml.ts'

/** Writes what the chart quorate-member has from its values' schema. A test keeps it fresh. */
const chart = new URL('../charts/quorate-member/', import.meta.url)
writeFileSync(new URL('values.schema.json', chart), `${JSON.stringify(valuesJsonSchema(), null, 2)}\n`)
writeFileSync(new URL('values.yaml', chart), valuesYaml())
writeFileSync(new URL('README.md', chart), chartReadme())
