import { z } from 'zod'

/** What a key of a member is for: its officer, its agent, its checkpoint signatures, or one node's identity. */
export const keyRoleSchema = z.union([
  z.literal(['officer', 'agent', 'checkpoint']),
  z.templateLiteral(['node/', z.string().regex(/^[a-z][a-z0-9-]{0,30}$/)]),
])

export type KeyRole = z.infer<typeof keyRoleSchema>
