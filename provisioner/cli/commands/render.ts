import { dirname, join, relative, resolve } from 'node:path'
import { kubernetesOptionsSchema } from '../../../network/consortium/member-options/kubernetes-options.ts'
import type { MemberOptions } from '../../../network/consortium/member-options/member-options.ts'
import { InputProblems } from '../../../network/input-problems.ts'
import { composeFile } from '../../../network/render/compose/compose-file.ts'
import { memberCompose } from '../../../network/render/compose/member-compose.ts'
import { memberHelm } from '../../../network/render/helm/member-helm.ts'
import { twinGuard } from '../../backup/twin-guard.ts'
import type { Environment } from '../../environment.ts'
import { publish } from '../../founding/publish.ts'
import { readConsortium } from '../../founding/read-consortium.ts'
import { homePaths } from '../../home/home.ts'
import { hostedFiles } from '../../home/hosted-files.ts'
import { keptOptions } from '../../home/kept-options.ts'
import { keepSite } from '../../home/kept-site.ts'
import type { HomeLock } from '../../home/home-lock.ts'
import { whenHomeIsFree } from '../../home/when-free.ts'
import { openJournal } from '../../journal/journal.ts'
import { standOnce } from '../../maintenance/stand-once.ts'
import { apply, plan } from '../../steps/plan.ts'
import type { Wanted } from '../../steps/step.ts'
import { homeSecretOf } from '../../targets/kubernetes/home-secret.ts'
import type { Site } from '../../targets/site.ts'
import type { Answer } from '../command.ts'
import { type Input, usage } from '../input.ts'
import { openedFor, wantedBy } from '../wanted.ts'

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
  const opened = await openedFor(input, env)
  const { files, secrets, next } = await whenHomeIsFree(env, env.home, async (lock) => {
    const wanted = await wantedBy(input, env, { elsewhere: true, opened })
    const { target } = wanted.connection
    if (target !== 'docker' && target !== 'kubernetes')
      throw usage(`Nothing is rendered for the target ${target}; for docker and kubernetes it is.`)
    await keep(wanted, { target: 'rendered', for: target }, lock, env)
    const options = await keptOptions(wanted.home.dir)
    return target === 'docker' ? forDocker(wanted, options) : forKubernetes(wanted, options)
  })
  for (const [path, text] of files) await publish(join(folder, path), text)
  const paths = [...files.keys()]
  return {
    json: { folder, files: paths, secrets },
    text: [`Wrote ${paths.length} files to ${folder}.`, `Next: ${next}`],
    good: true,
  }
}

interface Rendered {
  readonly files: ReadonlyMap<string, string>
  /** Names of the Secrets that the operator has to make. */
  readonly secrets: readonly string[]
  readonly next: string
}

function forDocker({ home, nodes }: Wanted, options: MemberOptions | undefined): Rendered {
  const pins = Object.fromEntries(
    Object.entries(options?.hsm ?? {}).map(([node, { pin = '' }]) => [node, resolve(home.dir, pin)]),
  )
  const files = memberCompose(nodes?.manifests ?? [], { sharedSubnet: options?.docker.sharedSubnet, pins })
  return { files, secrets: [], next: 'see the head of compose.yaml, then docker compose up' }
}

/** Only for the holder of the home's lock. */
async function forKubernetes({ home, nodes }: Wanted, options: MemberOptions | undefined): Promise<Rendered> {
  const chosen = options?.kubernetes ?? kubernetesOptionsSchema.parse({})
  const secret = homeSecretOf(home.record.member, await hostedFiles(home))
  const made = memberHelm(nodes?.manifests ?? [], { options: chosen, home: secret })
  if (!made.ok) throw new InputProblems(made.problems)
  const next = 'make the Secrets that SECRETS.md names, then helm install'
  return { files: made.files, secrets: made.secrets.map(({ name }) => name), next }
}

/** Where nodes will stand is kept before anybody can start them there. */
async function keep(wanted: Wanted, site: Site, lock: HomeLock, env: Environment): Promise<void> {
  const { home, lock: agreed } = wanted
  await twinGuard(home.dir)
  const { consortium, networkId } = agreed.founding
  const { member } = home.record
  const opening = { home: home.dir, member, network: consortium.name, networkId, env }
  if ((await standOnce(site, opening)) !== undefined) await keepSite(home.dir, site)
  const journal = await openJournal(homePaths.journal(wanted.home.dir), () => env.now() * 1000)
  try {
    await apply(await plan(wanted), wanted, { journal, lock })
  } finally {
    await journal.close()
  }
}
