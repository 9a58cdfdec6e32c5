import { resolve } from 'node:path'
import { evidenceText } from '../../../network/checkpoint/evidence.ts'
import { asMember } from '../../chain/as-member.ts'
import { withLogs } from '../../checkpoint/logs.ts'
import { makeEvidence } from '../../checkpoint/make-evidence.ts'
import type { Environment } from '../../environment.ts'
import { publish } from '../../founding/publish.ts'
import { homePaths } from '../../home/home.ts'
import { Vault } from '../../vault/vault.ts'
import type { Answer } from '../command.ts'
import type { Input } from '../input.ts'
import { printedJson } from '../printed.ts'
import { recordUnknown } from './record.ts'

/** Evidence of one record. `--public` leaves the value and its salt out: what remains says nothing about them. */
export async function run(input: Input, env: Environment): Promise<Answer> {
  const id = input.argument(0)
  return asMember(env, (at) =>
    withLogs(at.home, async (logs) => {
      const vault = new Vault(homePaths.vault(at.home.dir))
      try {
        const record = vault.record(id)
        if (record === undefined) throw recordUnknown(id)
        const asked = { open: !input.flag('public'), history: input.flag('history') }
        const evidence = await makeEvidence(at, { logs, vault, record, ...asked })
        const text = evidenceText(evidence)
        const out = input.text('out')
        if (out !== undefined) await publish(resolve(env.cwd, out), text)
        const json = JSON.parse(text)
        const where = out === undefined ? printedJson(json).split('\n') : [`Evidence in ${out}: ${text.length} bytes`]
        return { json, text: where, good: true }
      } finally {
        vault.close()
      }
    }),
  )
}
