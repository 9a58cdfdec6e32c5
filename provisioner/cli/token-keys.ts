import { resolve } from 'node:path'
import { nodeAddress } from '../../network/ceremony/card.ts'
import { tokenPublicKey } from '../../network/ceremony/token-key.ts'
import type { Environment } from '../environment.ts'
import { readBytes } from '../founding/read-text.ts'
import type { TokenKey } from '../home/home-record.ts'
import { type Input, usage } from './input.ts'

/** Keys of nodes that an HSM made: of each the public one, from a file that its tools wrote. */
export async function tokenKeys(
  input: Input,
  env: Environment,
  nodes: readonly { readonly name: string }[],
): Promise<TokenKey[]> {
  const given = filesByNode(input.list('hsm'), '--hsm', nodes)
  const keys = await Promise.all(
    [...given].map(async ([node, file]): Promise<TokenKey> => {
      const publicKey = tokenPublicKey(await readBytes(resolve(env.cwd, file)))
      if (publicKey === undefined)
        throw usage(
          `${file} holds no public key on secp256k1: SubjectPublicKeyInfo, the point or its hex was expected.`,
        )
      return { role: `node/${node}`, address: nodeAddress(publicKey), publicKey, keptBy: 'hsm' }
    }),
  )
  if (new Set(keys.map(({ address }) => address)).size < keys.length) throw usage('--hsm gives two nodes one key.')
  return keys
}

/** `NODE=FILE`, each of one of these nodes, and once. */
export function filesByNode(
  typed: readonly string[],
  option: string,
  nodes: readonly { readonly name: string }[],
): Map<string, string> {
  const given = new Map<string, string>()
  for (const text of typed) {
    const [, node = '', file = ''] = /^([^=]+)=(.+)$/.exec(text) ?? []
    if (file === '') throw usage(`${option} is "${text}"; NODE=FILE was expected.`)
    if (!nodes.some(({ name }) => name === node))
      throw usage(`${option} names ${node}; the nodes here are ${nodes.map(({ name }) => name).join(', ')}.`)
    if (given.has(node)) throw usage(`${option} names ${node} twice.`)
    given.set(node, file)
  }
  return given
}
