import type { Hex } from '../hex.ts'

/** Where a node is, and who: the key that it proves to hold. */
export interface Enode {
  /** Uncompressed, without the leading 04. */
  readonly publicKey: Hex
  /** A name or an address; IPv6 without brackets. */
  readonly host: string
  /** TCP, where it listens. */
  readonly port: number
}

const ENODE = /^enode:\/\/([0-9a-f]{128})@(?:\[([0-9a-f:.]+)\]|([a-z0-9.-]+)):([0-9]{1,5})(?:\?discport=[0-9]{1,5})?$/i

/** As Besu spells it. */
export function enodeUrl({ publicKey, host, port }: Enode): string {
  const place = host.includes(':') ? `[${host}]` : host
  return `enode://${publicKey.slice(2).toLowerCase()}@${place.toLowerCase()}:${port}`
}

/** The UDP port of discovery, which Besu adds where it differs, is left out: no network here discovers anybody. */
export function parseEnode(url: string): Enode | undefined {
  const [, key, v6, name, digits] = ENODE.exec(url) ?? []
  const host = v6 ?? name
  const port = Number(digits)
  if (key === undefined || host === undefined || !(port >= 1 && port <= 65_535)) return undefined
  return { publicKey: `0x${key.toLowerCase()}`, host: host.toLowerCase(), port }
}

/** One text for all spellings of a node at a place; a text that is no enode URL stands for itself. */
export function enodeKey(url: string): string {
  const enode = parseEnode(url)
  if (enode === undefined) return url
  return `${enode.publicKey}@${hostKey(enode.host)}:${enode.port}`
}

/** Whether two texts name one host. */
export const sameHost = (one: string, other: string): boolean => hostKey(one) === hostKey(other)

const hostKey = (host: string): string => (host.includes(':') ? sixteenBytes(host.toLowerCase()) : host.toLowerCase())

export function isAddress(host: string): boolean {
  return host.includes(':') || /^[0-9]{1,3}(\.[0-9]{1,3}){3}$/.test(host)
}

/** RFC 4291 has many texts for one IPv6 address, and Besu another favourite than most. */
function sixteenBytes(text: string): string {
  const dotted = /^(.*:)(\d+)\.(\d+)\.(\d+)\.(\d+)$/.exec(text)
  const plain = dotted === null ? text : `${dotted[1]}${word(dotted[2], dotted[3])}:${word(dotted[4], dotted[5])}`
  const [head = '', tail] = plain.split('::')
  const words = (part: string) => part.split(':').filter((piece) => piece !== '')
  const front = words(head)
  const back = tail === undefined ? [] : words(tail)
  const zeros = new Array<string>(tail === undefined ? 0 : Math.max(0, 8 - front.length - back.length)).fill('0')
  return [...front, ...zeros, ...back].map((piece) => piece.padStart(4, '0')).join(':')
}

function word(high: string | undefined, low: string | undefined): string {
  return (Number(high) * 256 + Number(low)).toString(16)
}
