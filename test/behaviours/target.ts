import type { ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals'
import { manifestDigest } from '../../network/besu/manifest.ts'
import type { NodeManifest } from '../../network/besu/node-manifest.ts'
import type { Hex } from '../../network/hex.ts'
import type { Given, ObservedNode, Target } from '../../provisioner/targets/target.ts'

/** What a target brings along to be tested. */
export interface TargetSetup {
  readonly target: Target
  readonly manifest: NodeManifest
  readonly key: Hex
  /** Puts a mark into the node's data, and tells whether it is still there: not through the target. */
  mark(): Promise<void>
  marked(): Promise<boolean>
  /** Names what runs as this node, a name for each start (pid, container id and start, pod): not through the target. */
  instances(): Promise<readonly string[]>
  /** Everything that stands of the key outside of the node's memory while it runs, and must not. */
  keysLeft(): Promise<readonly string[]>
  /** Runs `target.ensure` in a process of its own, which prints a line right before it begins. */
  elsewhere(manifest: NodeManifest): ChildProcess
  end(): Promise<void>
}

/** What every target does, whatever it runs nodes on. A node's start may take `seconds`. */
export function describeTarget(name: string, prepare: () => Promise<TargetSetup>, seconds = 30): void {
  const limit = seconds * 1000
  describe(`target ${name}`, () => {
    let setup: TargetSetup
    beforeAll(async () => {
      setup = await prepare()
    }, limit)
    afterAll(() => setup?.end(), limit)

    const given = (): Given => ({ key: () => setup.key, progress: () => {}, signal: new AbortController().signal })
    const ensure = (manifest = setup.manifest) => setup.target.ensure(manifest, given())
    const changed = (): NodeManifest => ({
      ...setup.manifest,
      options: { ...setup.manifest.options, logging: 'DEBUG' },
    })
    const observed = async (): Promise<ObservedNode | undefined> =>
      (await setup.target.observe()).find(({ node }) => node === setup.manifest.node)
    const count = async (): Promise<number> => (await setup.instances()).length
    const removed = () => setup.target.remove(setup.manifest.node)

    it('observes nothing where nothing was made, and removes what is absent without a word', async () => {
      expect(await observed()).toBeUndefined()
      await removed()
      await setup.target.erase(setup.manifest.node)
      expect(await setup.target.logs(setup.manifest.node, 5)).toEqual([])
    })

    it(
      'makes a node run as its manifest says',
      async () => {
        const place = await setup.target.site()
        expect(place.target).toBe(setup.target.kind)
        await ensure()
        expect(await setup.target.site()).toEqual(place)
        const node = await observed()
        expect(node).toMatchObject({ digest: manifestDigest(setup.manifest), state: 'running' })
        expect(Math.abs((node?.since ?? 0) - Date.now() / 1000)).toBeLessThan(seconds)
        expect(await chainId(node?.rpc)).toBe(setup.manifest.network.chainId)
        expect(await count()).toBe(1)
        expect((await setup.target.logs(setup.manifest.node, 3)).length).toBeGreaterThan(0)
      },
      limit,
    )

    it('leaves the key nowhere', async () => {
      expect(await setup.keysLeft()).toEqual([])
    })

    it(
      'does nothing the second time',
      async () => {
        const before = [await observed(), await setup.instances()]
        await ensure()
        expect([await observed(), await setup.instances()]).toEqual(before)
      },
      limit,
    )

    it(
      'replaces a node whose manifest changed, and keeps its data',
      async () => {
        await setup.mark()
        await ensure(changed())
        expect(await observed()).toMatchObject({ digest: manifestDigest(changed()), state: 'running' })
        expect([await setup.marked(), await count()]).toEqual([true, 1])
      },
      limit,
    )

    it(
      'restarts: stopped and started again, with the same data',
      async () => {
        const [before] = await setup.instances()
        await setup.target.restart(changed(), given())
        const after = await observed()
        expect(after).toMatchObject({ state: 'running', digest: manifestDigest(changed()) })
        expect(await chainId(after?.rpc)).toBe(setup.manifest.network.chainId)
        const [now, ...others] = await setup.instances()
        expect([before, now]).toEqual([expect.any(String), expect.any(String)])
        expect(now).not.toBe(before)
        expect([others, await setup.marked(), await setup.keysLeft()]).toEqual([[], true, []])
      },
      limit,
    )

    it(
      'leaves alone what is no longer to be done once its turn has come',
      async () => {
        const before = [await observed(), await setup.instances()]
        const over = { ...given(), still: async () => false }
        await setup.target.ensure(setup.manifest, over)
        await setup.target.restart(changed(), over)
        expect([await observed(), await setup.instances()]).toEqual(before)
      },
      limit,
    )

    it(
      'removes a node and keeps its data for the next one',
      async () => {
        await removed()
        expect([await observed(), await count()]).toEqual([undefined, 0])
        await ensure()
        expect([(await observed())?.state, await setup.marked()]).toEqual(['running', true])
      },
      limit,
    )

    it(
      'runs one node when two make it at once',
      async () => {
        await removed()
        const both = [setup.elsewhere(setup.manifest), setup.elsewhere(setup.manifest)]
        const codes = await Promise.all(both.map(async (child) => (await once(child, 'exit'))[0] as number | null))
        expect(codes).toEqual([0, 0])
        expect([(await observed())?.state, await count()]).toEqual(['running', 1])
      },
      limit,
    )

    it.each([0, 5, 15, 30, 50, 75, 110, 160, 250])(
      'comes right after being killed %i ms into its work',
      async (milliseconds) => {
        await removed()
        await killed(setup.elsewhere(setup.manifest), milliseconds)
        await ensure()
        expect(await observed()).toMatchObject({ digest: manifestDigest(setup.manifest), state: 'running' })
        expect([await count(), await setup.keysLeft(), await setup.marked()]).toEqual([1, [], true])
      },
      limit,
    )

    it(
      'comes right after being killed while replacing',
      async () => {
        await killed(setup.elsewhere(changed()), 60)
        await ensure(changed())
        expect(await observed()).toMatchObject({ digest: manifestDigest(changed()), state: 'running' })
        expect(await count()).toBe(1)
      },
      limit,
    )

    it(
      'erases a node with its data',
      async () => {
        await setup.target.erase(setup.manifest.node)
        expect([await observed(), await count(), await setup.marked()]).toEqual([undefined, 0, false])
        expect(await setup.keysLeft()).toEqual([])
        await setup.target.erase(setup.manifest.node)
      },
      limit,
    )
  })
}

/** Kills a process as the kernel would, some time into its work: not into its own start, or none would ever hit that. */
async function killed(child: ChildProcess, milliseconds: number): Promise<void> {
  const gone = once(child, 'exit')
  if (child.stdout === null) throw new Error('`elsewhere` has to give its output as a pipe')
  await Promise.race([once(child.stdout, 'data'), gone])
  await new Promise((resolve) => setTimeout(resolve, milliseconds))
  child.kill('SIGKILL')
  await gone
}

async function chainId(rpc: string | null | undefined): Promise<number> {
  const response = await fetch(rpc ?? '', {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ jsonrpc: '2.0', id: 1, method: 'eth_chainId', params: [] }),
  })
  return Number(((await response.json()) as { result: string }).result)
}
