import { readFile } from 'node:fs/promises'
import { resolve } from 'node:path'
import { DEFAULT_RELEASE } from '../../../network/besu/releases.ts'
import type { MemberOptions } from '../../../network/consortium/member-options/member-options.ts'
import { parseMemberOptions } from '../../../network/consortium/member-options/parse-member-options.ts'
import { withBesu } from '../../../network/consortium/member-options/with-besu.ts'
import { InputProblems } from '../../../network/input-problems.ts'
import { ownManifests } from '../../agent/own-manifests.ts'
import { refuseElsewhere } from '../../agent/refuse-elsewhere.ts'
import { twinGuard } from '../../backup/twin-guard.ts'
import { jwtKeyOf } from '../../besu-rpc/jwt.ts'
import { type Location, locate } from '../../chain/location.ts'
import type { Environment } from '../../environment.ts'
import { replace } from '../../home/atomic-file.ts'
import { type Home, homePaths } from '../../home/home.ts'
import { keptAmendments } from '../../home/kept-amendments.ts'
import { nodeSecrets } from '../../home/node-secret.ts'
import { openHome } from '../../home/open-home.ts'
import { type Signers, unlock } from '../../home/unlock.ts'
import { whenHomeIsFree } from '../../home/when-free.ts'
import { type Journal, openJournal } from '../../journal/journal.ts'
import { openRolling } from '../../maintenance/open-rolling.ts'
import { keepSite } from '../../home/kept-site.ts'
import { standsAgain } from '../../home/taken-down.ts'
import { standOnce } from '../../maintenance/stand-once.ts'
import { planUpgrade, type Upgraded, type Upgrading, upgrade } from '../../maintenance/upgrade.ts'
import { openTarget } from '../../targets/open-target.ts'
import type { Answer } from '../command.ts'
import { type Input, usage } from '../input.ts'

/**
 * Brings this member's nodes to another release of Besu, one at a time over all members: each validator under the
 * maintenance lease, and the next one only when it is back at the head.
 */
export async function run(input: Input, env: Environment): Promise<Answer> {
  const home = await openHome(env.home)
  await wishOf(input, env, home)
  await located(home, env)
  const signers = await unlock(home, env)
  return whenHomeIsFree(env, home.dir, async () => {
    await twinGuard(home.dir)
    // Read anew: another command may have changed them while the passphrase was asked for, or the home was busy.
    const given = { home, signers, location: await located(home, env), wish: await wishOf(input, env, home) }
    const journal = await openJournal(homePaths.journal(home.dir), () => env.now() * 1000)
    try {
      const { upgrading, close } = await prepared(env, { ...given, journal })
      try {
        if (input.flag('plan')) return answer(await planUpgrade(upgrading), 'planned')
        return answer(await upgrade(upgrading), 'done')
      } finally {
        close()
      }
    } finally {
      await journal.close()
    }
  })
}

async function located({ dir }: Home, env: Environment): Promise<Location> {
  const location = await locate(dir)
  if (location.target === 'embedded') throw usage('On the embedded target no node runs, and nothing can be upgraded.')
  await refuseElsewhere(location, dir, env)
  return location
}

/** member.yaml as it is kept, and as it is to be. */
interface Wish {
  readonly to: string
  readonly from: string
  readonly before: string
  readonly text: string
  readonly options: MemberOptions
}

async function wishOf(input: Input, env: Environment, { dir }: Home): Promise<Wish> {
  const to = input.required('to')
  const file = homePaths.options(dir)
  const before = await readFile(file, 'utf8').catch(() => {
    throw usage('This home keeps no member.yaml: run `quorate apply` first, which keeps it.')
  })
  const { besu } = optionsIn(before, file)
  const folder = input.text('besuHome')
  const [image, digest] = [input.text('image'), input.text('digest')]
  // A digest is of one release: that of the former one would stay otherwise.
  const kept = besu.version === to ? besu : { image: besu.image }
  const chosen = {
    ...kept,
    version: to,
    ...(image === undefined ? {} : { image }),
    ...(digest === undefined ? {} : { digest }),
    ...(folder === undefined ? {} : { home: resolve(env.cwd, folder) }),
  }
  const text = withBesu(before, chosen)
  return { to, from: besu.version ?? DEFAULT_RELEASE, before, text, options: optionsIn(text, file) }
}

function optionsIn(text: string, file: string): MemberOptions {
  const reading = parseMemberOptions(text, file)
  if (!reading.ok) throw new InputProblems(reading.problems)
  return reading.options
}

interface Given {
  readonly home: Home
  readonly signers: Signers
  readonly location: Location
  readonly journal: Journal
  readonly wish: Wish
}

async function prepared(env: Environment, { home, signers, location, journal, wish }: Given) {
  const { member, nodes } = home.record
  const { lock } = location
  const { networkId, consortium } = lock.founding
  const opening = { home: home.dir, member, network: consortium.name, networkId, options: wish.options, env }
  const target = await openTarget(location.target, opening)
  await standOnce(await target.site(), opening)
  const jwtPublicKey = jwtKeyOf(signers.of('agent'), networkId).publicKeyPem
  const manifests = await ownManifests(home, location, { jwtPublicKey, options: wish.options })
  const amendments = await keptAmendments(home.dir)
  const key = nodeSecrets(home, signers, wish.options)
  const names = nodes.map(({ name }) => name)
  const { rolling, close } = openRolling({ member, lock, target, nodes: names, amendments, signers, key, env }, journal)
  const upgrading: Upgrading = {
    ...{ ...rolling, to: wish.to, from: wish.from, manifests, journal },
    async keepWish() {
      if (wish.text !== wish.before) await replace(homePaths.options(home.dir), wish.text, { mode: 0o600 })
      // It may start what `down` stopped.
      await keepSite(home.dir, await target.site())
      await standsAgain(home.dir)
    },
  }
  return { upgrading, close }
}

function answer({ from, to, nodes }: Upgraded, verb: 'planned' | 'done'): Answer {
  const listed = nodes.map(({ manifest, why }) => ({ node: manifest.node, duty: manifest.duty, why }))
  const did = verb === 'done' ? 'now runs' : 'would be made to run'
  return {
    json: { from, to, [verb]: listed },
    text:
      listed.length === 0
        ? [`Nothing to do: every node was made to run Besu ${to} already.`]
        : listed.map(({ node }) => `${node} ${did} Besu ${to}.`),
    good: true,
  }
}
