import { dirname, join, relative, resolve } from 'node:path'
import { memberCompose } from '../../../network/render/compose/member-compose.ts'
import { composeFile } from '../../../network/render/compose/compose-file.ts'
import { twinGuard } from '../../backup/twin-guard.ts'
import type { Environment } from '../../environment.ts'
import { publish } from '../../founding/publish.ts'
import { readConsortium } from '../../founding/read-consortium.ts'
import { homePaths } from '../../home/home.ts'
import { keptOptions } from '../../home/kept-options.ts'
import { whenHomeIsFree } from '../../home/when-free.ts'
import { openJournal } from '../../journal/journal.ts'
import { apply, plan } from '../../steps/plan.ts'
import type { Wanted } from '../../steps/step.ts'
import type { Answer } from '../command.ts'
import { type Input, usage } from '../input.ts'
import { wantedBy } from '../wanted.ts'

/** Files for those who start nodes and agent by their own means: of one member, or of a whole rehearsal. */
export async function run(input: Input, env: Environment): Promise<Answer> {
  return input.flag('rehearsal') ? rehearsal(input, env) : member(input, env)
}

/** All members on one engine: a compose file that founds the network itself. */
async function rehearsal(input: Input, env: Environment): Promise<Answer> {
  const spec = resolve(env.cwd, input.required('spec'))
  const out = resolve(env.cwd, input.required('out'))
  const from = relative(dirname(out), spec)
  const consortium = await readConsortium(spec)
  await publish(out, composeFile({ consortium, spec: from.startsWith('.') ? from : `./${from}` }))
  return { json: { files: [out] }, text: [`Wrote ${out}. Next: docker compose up --build`], good: true }
}

/** One member's own part. Its home keeps what it was rendered from, as with `apply`. */
async function member(input: Input, env: Environment): Promise<Answer> {
  const folder = resolve(env.cwd, input.required('out'))
  const wanted = await wantedBy(input, env, { elsewhere: true })
  const { connection } = wanted
  if (connection.target !== 'docker')
    throw usage(`Nothing is rendered for the target ${connection.target}; for docker it is.`)
  await whenHomeIsFree(env, wanted.home.dir, () => keep(wanted, env))
  const subnet = (await keptOptions(wanted.home.dir))?.docker.sharedSubnet
  const files = memberCompose(wanted.nodes?.manifests ?? [], subnet)
  for (const [path, text] of files) await publish(join(folder, path), text)
  const paths = [...files.keys()]
  const text = [
    `Wrote ${paths.length} files to ${folder}.`,
    'Next: see the head of compose.yaml, then docker compose up',
  ]
  return { json: { folder, files: paths }, text, good: true }
}

async function keep(wanted: Wanted, env: Environment): Promise<void> {
  await twinGuard(wanted.home.dir)
  const journal = await openJournal(homePaths.journal(wanted.home.dir), () => env.now() * 1000)
  try {
    await apply(await plan(wanted), wanted, journal)
  } finally {
    await journal.close()
  }
}
