import { z } from 'zod'

/** What a key of a member is for: its officer, its agent, its checkpoint signatures, what pays
 * on public chains and has no authority, or one node's identity. */
export const keyRoleSchema = z.union([
  z.literal(['officer', 'agent', 'checkpoint', 'relayer']),
  z.templateLiteral(['node/', z.string().regex(/^[a-z][a-z0-9-]{0,30}$/)]),
])

export type KeyRole = z.infer<typeof keyRoleSchema>
