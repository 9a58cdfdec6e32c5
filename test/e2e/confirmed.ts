import { join } from 'node:path'
import type { JsonRpcProvider } from 'ethers'
import { interfaceOf } from '../../network/genesis/interface-of.ts'
import { read } from '../../provisioner/chain/read.ts'
import { send } from '../../provisioner/chain/send.ts'
import { openHome } from '../../provisioner/home/open-home.ts'
import { unlock } from '../../provisioner/home/unlock.ts'
import { openJournal } from '../../provisioner/journal/journal.ts'
import { as, newFolder } from './rehearsals.ts'

/** Of all that these members' agents would do, one thing: they confirm the change of validators that is in flight. */
export async function confirmed(root: string, provider: JsonRpcProvider, members: readonly string[]): Promise<void> {
  const { node } = await read(provider, 'NodeRegistry', 'changeInFlight')
  const data = interfaceOf('NodeRegistry').encodeFunctionData('confirmChange', [node])
  const chainId = Number((await provider.getNetwork()).chainId)
  const journal = await openJournal(join(await newFolder(), 'journal.ndjson'), () => Date.now())
  for (const member of members) {
    const { home = '', passphrase } = as(root, member)
    const variables = { QUORATE_PASSPHRASE_FILE: passphrase }
    const signers = await unlock(await openHome(home), { variables } as never)
    await send({ provider, chainId, journal }, signers.of('agent'), { contract: 'NodeRegistry', data, what: 'confirm' })
  }
  await journal.close()
}
