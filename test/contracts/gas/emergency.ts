import { keysOf } from './card.ts'
import type { Chain } from './chain.ts'
import type { Measured } from './page.ts'
import { COUNCIL, council, domain } from './stand.ts'

const types = {
  Suspension: [
    { name: 'organisation', type: 'address' },
    { name: 'number', type: 'uint64' },
    { name: 'notAfter', type: 'uint64' },
  ],
}

/** Three of six sign, two of them of one chamber. */
export async function measureEmergency(chain: Chain): Promise<Measured[]> {
  const within = { ...domain, name: 'EmergencyCouncil', version: '1', verifyingContract: COUNCIL }
  const message = { organisation: keysOf(1, 1).id, number: 1, notAfter: 5_000_000_000 }
  const signers = [keysOf(0, 1), keysOf(2, 1), keysOf(3, 1)]
  const signatures = await Promise.all(
    signers.map(async ({ id, officer }) => [id, await officer.signTypedData(within, types, message)]),
  )
  const given = [message.organisation, message.number, message.notAfter, signatures]
  const from = keysOf(0, 1).officer.address
  const suspend = council.encodeFunctionData('suspend', given)
  const rows = [
    { what: 'suspend in an emergency, 3 signers', gas: await chain.gasOf({ from, to: COUNCIL, data: suspend }) },
  ]
  await chain.pass(100_000)
  const lapse = council.encodeFunctionData('lapse', [])
  return [...rows, { what: 'book that it lapsed', gas: await chain.gasOf({ from, to: COUNCIL, data: lapse }) }]
}
