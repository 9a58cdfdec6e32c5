import { type ErrorDescription, isCallException, isError } from 'ethers'
import { type PredeployName, predeploys } from '../../network/genesis/addresses.ts'
import { interfaceOf } from '../../network/genesis/interface-of.ts'
import { type Fact, QuorateError } from '../../network/quorate-error.ts'
import { slugOf } from '../../network/slug.ts'

/** What a contract said when it refused, by the ABIs of all contracts; else what ethers knows. */
export function refused(error: unknown, what: string): unknown {
  const description = decodeRevert(revertData(error))
  if (description !== undefined) {
    const given = Object.fromEntries(
      description.fragment.inputs.map(({ name }, i) => [name, fact(description.args[i])]),
    )
    return new QuorateError('CHAIN_REFUSED', `The contracts refuse ${what}: ${description.name}.`, {
      facts: { reason: description.name, ...given },
      remedy: `Run \`quorate explain ${description.name}\`, or \`quorate show\` for the state of a proposal.`,
      cause: error,
    })
  }
  if (!isCallException(error) && !isError(error, 'UNKNOWN_ERROR')) return error
  return new QuorateError('CHAIN_REFUSED', `The chain refuses ${what}.`, {
    facts: { reason: saidBy(error) },
    remedy: 'See `quorate status`; the account may not be allowed to send, or the state may have changed meanwhile.',
    cause: error,
  })
}

/** What a node says against bytes that are signed and journalled: it may be its list, which lags, or its pool. */
export function kept(error: unknown, what: string): QuorateError {
  return new QuorateError('TRANSACTION_KEPT', `The node refuses ${what}, which is signed and kept.`, {
    facts: { reason: saidBy(error) },
    remedy:
      'See `quorate status`: the account may not be allowed to send. It is given to the node again by the next command and by the agent, and may yet be carried out; nothing else is sent for its nonce.',
    cause: error,
  })
}

/** A node's own words in what ethers makes of them, where it has no name for them. */
export function saidBy(error: unknown): string {
  const { error: own, shortMessage, message } = error as Error & { error?: { message?: string }; shortMessage?: string }
  return own?.message ?? shortMessage ?? message
}

function revertData(error: unknown): string | undefined {
  if (isCallException(error)) return error.data ?? undefined
  const nested = (error as { error?: { data?: unknown } } | undefined)?.error?.data
  if (typeof nested === 'string') return nested
  const deeper = (nested as { data?: unknown } | undefined)?.data
  return typeof deeper === 'string' ? deeper : undefined
}

/** Name of the contracts' error in these bytes, with what it says; undefined where none of them is. */
export function reasonIn(data: string): string | undefined {
  const description = decodeRevert(data)
  if (description === undefined) return undefined
  const given = description.fragment.inputs.map(({ name }, i) => `${name} ${fact(description.args[i])}`)
  return given.length === 0 ? description.name : `${description.name} (${given.join(', ')})`
}

function decodeRevert(data: string | undefined): ErrorDescription | undefined {
  if (data === undefined || data === '0x') return undefined
  for (const contract of Object.keys(predeploys) as PredeployName[]) {
    const description = interfaceOf(contract).parseError(data)
    if (description !== null) return description
  }
  return undefined
}

function fact(value: unknown): Fact {
  const text = String(value)
  // An organisation's id spells its name.
  return /^0x[6-7][0-9a-f]{39}$/i.test(text) && /^[a-z][a-z0-9-]+$/.test(slugOf(text)) ? slugOf(text) : text
}
