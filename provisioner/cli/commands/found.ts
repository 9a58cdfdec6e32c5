import { dirname, join, resolve } from 'node:path'
import { found } from '../../../network/ceremony/found.ts'
import type { Founding } from '../../../network/ceremony/founding.ts'
import { InputProblems } from '../../../network/input-problems.ts'
import type { Environment } from '../../environment.ts'
import { documentText, publish } from '../../founding/publish.ts'
import { readCards } from '../../founding/read.ts'
import { readConsortium } from '../../founding/read-consortium.ts'
import type { Answer } from '../command.ts'
import type { Input } from '../input.ts'

/** The whole network from the description and the members' cards. Anybody may run it; everybody gets the same bytes. */
export async function run(input: Input, env: Environment): Promise<Answer> {
  const spec = resolve(env.cwd, input.required('spec'))
  const consortium = await readConsortium(spec)
  const cards = await readCards(resolve(env.cwd, input.required('cards')))
  env.progress(`deriving the network of ${consortium.name} from ${cards.length} cards`)
  const result = await found(consortium, cards, input.flag('rehearsal'))
  if (!result.ok) throw new InputProblems(result.problems)
  const out = resolve(env.cwd, input.text('out') ?? 'founding.json')
  const genesisFile = join(dirname(out), 'genesis.json')
  await publish(out, documentText(result.founding))
  await publish(genesisFile, documentText(result.founding.genesis))
  return answer(result.founding, out, genesisFile)
}

function answer(founding: Founding, out: string, genesisFile: string): Answer {
  const { chainId, genesisHash, stateRoot, networkId, foundingId, genesis, cards } = founding
  const members = cards.map(({ member, chamber, nodes }) => ({ name: member, chamber, nodes }))
  const extraData = genesis.extraData
  return {
    json: { chainId, genesisHash, stateRoot, extraData, genesisFile, founding: out, foundingId, networkId, members },
    text: [
      `Founding of ${founding.consortium.name} in ${out}`,
      `  chain id      ${chainId}`,
      `  genesis hash  ${genesisHash}`,
      `  network id    ${networkId}`,
      `  genesis file  ${genesisFile}`,
      'Next: every member runs quorate approve on the founding; compare the network id by another channel.',
    ],
    good: true,
  }
}
