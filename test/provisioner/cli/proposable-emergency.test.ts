import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals'
import type { JsonRpcProvider } from 'ethers'
import type { Consortium } from '../../../network/consortium/consortium.ts'
import { consortiumText } from '../../../network/consortium/consortium-text.ts'
import { decisionClasses } from '../../../network/consortium/decision-class.ts'
import { inWords } from '../../../network/governance/words.ts'
import { authorisedProvider } from '../../../provisioner/besu-rpc/provider.ts'
import { read } from '../../../provisioner/chain/read.ts'
import { emergencyAside, proposedEmergency } from '../../../provisioner/cli/proposable-emergency.ts'
import { consortiumOf, example, founded } from '../../fixtures/consortia.ts'
import { genesisChain } from '../../fixtures/genesis-chain.ts'
import { standInChain } from '../agent/stand-in-chain.ts'

const six = example('six-members')
const DAY = 86_400
const unusable = { code: 'USAGE' }
let folder = ''
let provider: JsonRpcProvider

/** A description as `export` writes it, with these settings for emergencies. */
async function described(changes: Partial<Consortium['emergency']>, from: Consortium = six): Promise<string> {
  const file = join(folder, 'described.yaml')
  await writeFile(file, consortiumText({ ...from, emergency: { ...from.emergency, ...changes } }))
  return file
}

/** Six members whose rule for emergencies has votes of so many days. */
function voting(days: number): Consortium {
  const emergency = { ...six.decisions.emergency, votingPeriodSeconds: days * DAY }
  return { ...six, decisions: { ...six.decisions, emergency } }
}

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'quorate-test-'))
  const founding = await founded(six)
  const node = await standInChain(await genesisChain(founding))
  provider = authorisedProvider(node.rpc, founding.chainId, () => 'a-token')
}, 60_000)

afterAll(() => rm(folder, { recursive: true }))

describe('the settings of emergency actions', () => {
  it('are proposed as a description has them, to the class that they are of', async () => {
    const { action } = await proposedEmergency(await described({ signers: 4, lapseSeconds: 2 * DAY }), provider)
    expect(inWords(action)).toBe('have emergency actions take 4 signers, lapse after 172800 s, rest 2592000 s')
    const number = await read(provider, 'ConsortiumGovernor', 'classOf', action.target, action.calldata)
    expect(decisionClasses[Number(number)]).toBe('emergency')
  })

  it('are not proposed where they are those in force', async () => {
    await expect(proposedEmergency(await described({}), provider)).rejects.toMatchObject(unusable)
  })

  it('are not proposed where fewer members are active than have to sign', async () => {
    const seven = { ...consortiumOf(7), chainId: six.chainId }
    await expect(proposedEmergency(await described({ signers: 6 }, seven), provider)).rejects.toMatchObject(unusable)
  })

  it('are not proposed where no vote of the rule in force could ratify in time, though one of the file’s could', async () => {
    const file = await described({ lapseSeconds: DAY }, { ...voting(0.5) })
    await expect(proposedEmergency(file, provider)).rejects.toMatchObject({
      ...unusable,
      message: expect.stringContaining('108000 s'),
    })
  })
})

describe('a new rule of the class emergency', () => {
  it('does not let the present settings lapse before a vote by it', async () => {
    await expect(emergencyAside('a.yaml', voting(3), provider)).rejects.toMatchObject(unusable)
  })

  it('leaves the settings as they are, and says so where the file has others', async () => {
    expect(await emergencyAside('a.yaml', voting(2), provider)).toBeUndefined()
    const other = { ...voting(2), emergency: { ...six.emergency, signers: 4 } }
    expect(await emergencyAside('a.yaml', other, provider)).toContain('propose parameter emergency a.yaml')
  })
})
