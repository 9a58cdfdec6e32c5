import { enodeKey, parseEnode } from './enode.ts'

export interface ListDiff {
  readonly add: readonly string[]
  readonly remove: readonly string[]
}

/**
 * What brings a node's allow list of nodes to what is decided. Besu refuses to add what is listed and to remove what is
 * not, so it has to be a difference; what is listed under another spelling is removed by that spelling.
 * @param own the node itself and its member's other nodes: never removed, whoever decides what, or a member would lock
 * itself out, and Besu would not start again with static nodes that are not listed.
 */
export function allowListDiff(wanted: readonly string[], found: readonly string[], own: readonly string[]): ListDiff {
  const keep = new Set([...wanted, ...own].map(enodeKey))
  const present = new Set(found.map(enodeKey))
  return {
    add: once([...own, ...wanted]).filter((url) => !present.has(enodeKey(url))),
    remove: found.filter((url) => !keep.has(enodeKey(url))),
  }
}

/** The same for accounts, in lower case: addresses are told apart by their bytes. */
export function accountListDiff(wanted: readonly string[], found: readonly string[]): ListDiff {
  const lower = (list: readonly string[]) => [...new Set(list.map((account) => account.toLowerCase()))]
  const [want, have] = [lower(wanted), lower(found)]
  return {
    add: want.filter((account) => !have.includes(account)),
    remove: have.filter((account) => !want.includes(account)),
  }
}

/**
 * Peers that hold a key nobody is listed by. Besu's own list does not keep them out: of a peer it compares address and
 * port and not the key (sources of 26.7.1 and 26.8.0; seen on the build after: three nodes let a node of another key in
 * on a listed address). So whoever keeps the list has to look at who is connected as well.
 * @param peers public keys as `admin_peers` gives them (`id`).
 * @param listed enode URLs of everybody who may be a peer.
 */
export function strangers(peers: readonly string[], listed: readonly string[]): string[] {
  const known = new Set(listed.map((url) => parseEnode(url)?.publicKey))
  return peers.filter((id) => !known.has(`0x${id.replace(/^0x/, '').toLowerCase()}`))
}

/** The file that Besu reads its two allow lists from, and writes again with every change by RPC. */
export function permissionsToml(nodes: readonly string[], accounts: readonly string[]): string {
  const nodeList = once(nodes)
  const foreign = nodeList.find((url) => parseEnode(url) === undefined)
  if (foreign !== undefined) throw new RangeError(`not an enode URL: ${foreign}`)
  const accountList = accountListDiff(accounts, []).add
  const wrong = accountList.find((account) => !/^0x[0-9a-f]{40}$/.test(account))
  if (wrong !== undefined) throw new RangeError(`not an address: ${wrong}`)
  return `nodes-allowlist=${list(nodeList)}\naccounts-allowlist=${list(accountList)}\n`
}

const list = (entries: readonly string[]): string => `[${entries.map((entry) => `"${entry}"`).join(',')}]`

function once(urls: readonly string[]): string[] {
  return [...new Map(urls.map((url) => [enodeKey(url), url])).values()]
}
