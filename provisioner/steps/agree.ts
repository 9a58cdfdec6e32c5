import { canonicalJson } from '../../network/canonical.ts'
import { QuorateError } from '../../network/quorate-error.ts'
import { documentText, publish } from '../founding/publish.ts'
import { readCard, readLock } from '../founding/read.ts'
import { exists } from '../home/exists.ts'
import { type Home, homePaths } from '../home/home.ts'
import type { Step, Wanted } from './step.ts'

/** Keeps the agreed lock in the home: from then on the home belongs to that network, and to no other. */
export const agree: Step = {
  async plan({ home, lock }) {
    const subject = `${lock.founding.consortium.name} (network ${lock.founding.networkId.slice(0, 10)})`
    const file = homePaths.agreed(home.dir)
    if (!(await exists(file))) {
      await refuseStranger({ home, lock })
      return [{ kind: 'agree', subject, why: 'this home belongs to no network yet' }]
    }
    const kept = (await readLock(file)).founding.networkId
    if (kept !== lock.founding.networkId) throw otherNetwork(home, kept, lock.founding.networkId)
    return []
  },
  async run({ home, lock }) {
    await publish(homePaths.agreed(home.dir), documentText(lock))
  },
}

/** A founder's own card has to stand in the lock; a joiner's home, or a founder's new one, was made for this very network. */
async function refuseStranger({ home, lock }: Pick<Wanted, 'home' | 'lock'>): Promise<void> {
  const { founding } = lock
  const { member, consortium, rehearsal } = home.record
  const joiner = consortium.digest === founding.foundingId && rehearsal === founding.rehearsal
  if (joiner) return
  const held = founding.cards.find((card) => card.member === member)
  const file = homePaths.card(home.dir)
  const own = (await exists(file)) ? (await readCard(file)).card : undefined
  if (held !== undefined && own !== undefined && canonicalJson(held) === canonicalJson(own)) return
  throw new QuorateError('CARD_NOT_OURS', `The lock does not hold the card of ${member} that stands in this home.`, {
    facts: { member, home: home.dir, network: founding.networkId },
    remedy: 'Give the lock of the network that this home was made for.',
  })
}

function otherNetwork(home: Home, found: string, expected: string): QuorateError {
  return new QuorateError('HOME_OF_OTHER_NETWORK', `${home.dir} belongs to another network already.`, {
    facts: { home: home.dir, found, expected },
    remedy: 'Use the home that was made for this network; a home belongs to one network for ever.',
  })
}
