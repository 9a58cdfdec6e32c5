import { afterAll, expect, it } from '@jest/globals'
import { engineError, orAbsent } from '../../../../provisioner/targets/docker/engine-error.ts'
import { makeNetwork } from '../../../../provisioner/targets/docker/make-network.ts'
import { ensureNetwork } from '../../../../provisioner/targets/docker/own-parts.ts'
import { describeWithEngine, docker } from './engine.ts'
import { networkId } from './manifests.ts'

const networks = async (label: string) => docker.listNetworks({ filters: { label: [label] } })
const ours = (member: string) => `quorate.member=${member}`
const REPEATS = [0, 1, 2, 3, 4]
const member = (index: number): string => `of-${process.pid}-${index}`
const LABEL = `quorate.test=${process.pid}`

describeWithEngine("a member's network", () => {
  afterAll(async () => {
    const labels = [...REPEATS.map((index) => ours(member(index))), LABEL]
    const left = (await Promise.all(labels.map(networks))).flat()
    await Promise.all(left.map(({ Id }) => docker.getNetwork(Id).remove()))
  })

  it.each(REPEATS)('is one, though several ask for it at once: %i', async (index) => {
    const owner = { networkId, member: member(index) }
    await Promise.all([1, 2, 3].map(() => ensureNetwork(docker, owner)))
    expect(await networks(ours(owner.member))).toHaveLength(1)
  })

  it('is not waited for much longer than ten seconds where the engine keeps refusing it, and its reason is told', async () => {
    const wanted = (name: string) => ({
      Name: `quorate-test-${process.pid}-${name}`,
      Labels: Object.fromEntries([LABEL.split('=')]),
      IPAM: { Driver: 'default', Config: [{ Subnet: '10.219.84.0/24' }] },
    })
    const make = (name: string) =>
      makeNetwork(docker, wanted(name), async () => {
        return (await orAbsent(docker.getNetwork(wanted(name).Name).inspect())) !== undefined
      })
    await make('first')
    const begun = performance.now()
    const refused = await make('second').catch(engineError)
    expect(refused).toMatchObject({ code: 'SUBNET_IN_USE' })
    expect(performance.now() - begun).toBeLessThan(20_000)
    expect(await networks(LABEL)).toHaveLength(1)
  }, 30_000)
})
