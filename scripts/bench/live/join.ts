import type { ChildProcess } from 'node:child_process'
import { writeFile } from 'node:fs/promises'
import { join as path } from 'node:path'
import { answer, start } from '../../../test/e2e/cli.ts'
import type { LiveNetwork } from '../../../test/live/live-network.ts'
import { call, heightAt, secondsUntil } from './chain.ts'
import type { Figure } from './figure.ts'
import { FOUR, fourQuickVoters } from './four.ts'

const MOST = 600
/** Seconds of a vote: four commands on two cores have to fit in. */
const PERIOD = 30

/**
 * A fifth member whose node and agent run already and are let in by nobody: from the last vote for it to a block that is
 * made by validators with its node among them, synced from block 0. It leaves again, and the next one comes.
 */
export async function joining(runs: number, blocks: number): Promise<Figure[]> {
  const network = await fourQuickVoters(PERIOD)
  const joins: Joined[] = []
  try {
    await network.rehearse()
    const rpcs = await Promise.all(FOUR.map((member) => network.rpcOf(member)))
    await secondsUntil(async () => (await heightAt(rpcs)) >= blocks, blocks * 4 + MOST)
    for (let run = 0; run < runs; run += 1) joins.push(await joined(network, run, rpcs))
  } finally {
    await network.end()
  }
  const what = `to a joiner that is synced, let in and validates (chain of ${blocks} blocks or more)`
  return [
    { what: `end of the vote ${what}`, unit: 's', runs: joins.map(({ ended }) => ended), aim: 30 },
    {
      what: `last ballot ${what}, the rest of a vote of ${PERIOD} s included`,
      unit: 's',
      runs: joins.map(({ voted }) => voted),
    },
  ]
}

/** Seconds until it validates, from the last ballot and from the end of the vote on. */
interface Joined {
  readonly voted: number
  readonly ended: number
}

async function joined(network: LiveNetwork, run: number, rpcs: readonly string[]): Promise<Joined> {
  const name = `hospital-new-${run}`
  const agent = await prepared(network, name, 8650 + 10 * run)
  try {
    const files = { card: path(network.folder, `${name}.json`), record: path(network.folder, `${name}.endpoints.json`) }
    const before = await validators(rpcs)
    const short = await network.voteFor(FOUR, 'admit', files.card, '--endpoints', files.record)
    const voted = await secondsUntil(async () => (await validators(rpcs)).length > before.length, MOST)
    const now = Date.now()
    const { deadline } = await answer<{ deadline: string }>(['show', short], network.as(FOUR[0]))
    const settled = await heightAt(rpcs)
    await secondsUntil(async () => (await heightAt(rpcs)) >= settled + 5, MOST)
    await network.voteFor(FOUR, 'remove-node', `${name}-1`)
    await secondsUntil(async () => (await validators(rpcs)).length === before.length, MOST)
    await answer(['down'], network.as(name))
    return { voted, ended: (now - Date.parse(deadline)) / 1000 }
  } finally {
    agent.kill('SIGKILL')
  }
}

/** What the joiner does while the others have not voted yet. */
async function prepared(network: LiveNetwork, name: string, port: number): Promise<ChildProcess> {
  const own = network.as(name)
  const directory = path(network.folder, `directory-${name}.json`)
  await answer(['directory', '--out', directory], network.as(FOUR[0]))
  await writeFile(own.passphrase ?? '', `four words for ${name}\n`, { mode: 0o600 })
  await answer(['init', name, '--from', directory, '--chamber', 'hospitals', '--rehearsal'], own)
  await answer(['card', '--out', path(network.folder, `${name}.json`)], own)
  const place = `${name}-1=127.0.0.1:${port + 22_000}`
  await answer(['endpoints', '--set', place, '--out', path(network.folder, `${name}.endpoints.json`)], own)
  const options = path(network.folder, `${name}.yaml`)
  const resources = 'resources: { memoryMiB: 768, cpus: 1, diskGiB: 5 }'
  const lines = ['format: quorate/member/1', 'target: process', `rpc: { port: ${port} }`, `metricsPort: ${port + 1000}`]
  await writeFile(options, `${[...lines, resources].join('\n')}\n`, { mode: 0o600 })
  await answer(['apply', '--options', options], own)
  const agent = start(['agent', '--json'], own)
  agent.stdout?.resume()
  agent.stderr?.resume()
  return agent
}

function validators([rpc = '']: readonly string[]): Promise<string[]> {
  return call(rpc, 'qbft_getValidatorsByBlockNumber', ['latest'])
}
