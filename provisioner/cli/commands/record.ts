import { resolve } from 'node:path'
import { isJsonValue } from '../../../network/checkpoint/json-value.ts'
import { isoOf } from '../../../network/fields.ts'
import { type Hex, toHex } from '../../../network/hex.ts'
import { InputProblems } from '../../../network/input-problems.ts'
import type { Problem } from '../../../network/problem.ts'
import { QuorateError } from '../../../network/quorate-error.ts'
import { asMember } from '../../chain/as-member.ts'
import type { Environment } from '../../environment.ts'
import { readText } from '../../founding/read-text.ts'
import { whenHomeIsFree } from '../../home/when-free.ts'
import type { Json } from '../../journal/journal-line.ts'
import { commitBatches } from '../../vault/commit-batches.ts'
import { lendVault } from '../../vault/lend-vault.ts'
import { putRecords } from '../../vault/put-records.ts'
import type { Vault } from '../../vault/vault.ts'
import type { Answer } from '../command.ts'
import { type Input, usage } from '../input.ts'
import { printedJson } from '../printed.ts'

/** Largest batch: its tree is built in memory. */
const MOST = 65_536

/** Records: values in the member's own vault, of which the chain holds only the root of a batch of salted commitments. */
export async function run(input: Input, env: Environment): Promise<Answer> {
  const [what, ...rest] = input.rest(0)
  if (what === 'put' && rest[0] !== undefined) return put(resolve(env.cwd, rest[0]), input, env)
  if (what === 'list') return list(env)
  if (what === 'show' && rest[0] !== undefined) return show(rest[0], env)
  throw usage('Give what to do: `record put FILE`, `record list` or `record show ID`.')
}

async function put(file: string, input: Input, env: Environment): Promise<Answer> {
  const values = valuesOf(await readText(file), file)
  const schema = input.text('schema') ?? 'record/1'
  return asMember(env, (at) =>
    lendVault(at.home.dir, async (vault) => {
      const { networkId } = at.location.lock.founding
      // Of an earlier command that was killed in between.
      await commitBatches(at, vault)
      const { root, ids } = putRecords(vault, values, { networkId, schema, at: isoOf(env.now()) })
      const [transaction = null] = await commitBatches(at, vault)
      return stored({ root, transaction, records: ids })
    }),
  )
}

function stored(json: { root: Hex; transaction: string | null; records: readonly string[] }): Answer {
  const { root, records } = json
  const text = [
    `${records.length} records in batch ${root}`,
    ...records.slice(0, 5).map((id) => `  ${id}`),
    ...(records.length > 5 ? ['  …'] : []),
  ]
  return { json, text, good: true }
}

async function list(env: Environment): Promise<Answer> {
  const waiting = await withVault(env, (vault) => vault.uncommitted().length > 0)
  if (waiting) await asMember(env, (at) => lendVault(at.home.dir, (vault) => commitBatches(at, vault)))
  const records = await withVault(env, (vault) =>
    vault.list().map((record) => ({ ...record, batch: toHex(record.batch) })),
  )
  return { json: { records }, text: records.map(({ id, schema, batch }) => `${id}  ${schema}  ${batch}`), good: true }
}

async function show(id: string, env: Environment): Promise<Answer> {
  const record = await withVault(env, (vault) => vault.record(id))
  if (record === undefined) throw recordUnknown(id)
  const { schema, value, commitment, batch } = record
  const json = { id, schema, value, commitment: toHex(commitment), batch: toHex(batch) }
  return { json, text: printedJson(json).split('\n'), good: true }
}

/** Lends the vault to some work, under the lock of its home: an agent takes it for moments. */
async function withVault<T>(env: Environment, work: (vault: Vault) => T): Promise<T> {
  return whenHomeIsFree(env, env.home, () => lendVault(env.home, work))
}

export function recordUnknown(id: string): QuorateError {
  return new QuorateError('RECORD_UNKNOWN', `This member’s vault holds no record ${id}.`, {
    facts: { record: id },
    remedy: 'See `quorate record list`.',
  })
}

/** One JSON value a line. Every line that is none is a problem; nothing is stored unless all are. */
function valuesOf(text: string, file: string): Json[] {
  const problems: Problem[] = []
  const values = text.split('\n').flatMap((line, i): Json[] => {
    if (line.trim() === '') return []
    try {
      const value: unknown = JSON.parse(line)
      if (!isJsonValue(value)) throw new RangeError('no canonical text')
      return [value as Json]
    } catch {
      problems.push({
        code: 'JSON_UNREADABLE',
        file,
        line: i + 1,
        found: 'no JSON value that evidence could open',
        expected: 'one JSON value a line, whole Unicode, nested at most 64 deep',
      })
      return []
    }
  })
  if (problems.length > 0) throw new InputProblems(problems)
  if (values.length > 0 && values.length <= MOST) return values
  throw usage(`${file} holds ${values.length} records; from 1 to ${MOST} were expected.`)
}
