import type { z } from 'zod'
import { QuorateError } from '../../network/quorate-error.ts'
import { ask, type Call } from '../besu-rpc/json-rpc.ts'

/** The answer in its expected form; undefined where it is refused or of another. */
export async function told<T>(rpc: string, call: Call, schema: z.ZodType<T>, token?: string): Promise<T | undefined> {
  const answer = await ask(rpc, call, token).catch((error: unknown) => {
    if (error instanceof QuorateError) return undefined
    throw error
  })
  const parsed = schema.safeParse(answer)
  return parsed.success ? parsed.data : undefined
}
