import { resolve } from 'node:path'
import type { MemberOptions } from '../../network/consortium/member-options/member-options.ts'
import { readText } from '../founding/read-text.ts'
import type { Home } from './home.ts'
import { tokenNodes } from './home-record.ts'

/** What `manifestsOf` has to know of own nodes whose keys are in tokens. @throws QuorateError FILE_UNREADABLE */
export async function tokensOf(
  { dir, record }: Home,
  { hsm }: Pick<MemberOptions, 'hsm'>,
): Promise<{ readonly tokens: readonly string[]; readonly tokenConfigs: Readonly<Record<string, string>> }> {
  const tokens = tokenNodes(record)
  const told = Object.entries(hsm).filter(([node]) => tokens.includes(node))
  const texts = told.map(async ([node, { config }]) => [node, await readText(resolve(dir, config))] as const)
  return { tokens, tokenConfigs: Object.fromEntries(await Promise.all(texts)) }
}
