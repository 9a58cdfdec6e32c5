import { QuorateError } from '../../network/quorate-error.ts'

/** The file's own fields contradict one another: whoever made it shows one thing and has another signed. */
export function transactionsFaulty(file: string, faults: readonly string[]): QuorateError {
  return new QuorateError('TRANSACTIONS_FAULTY', `${file} does not hold what it shows: ${faults.join(', ')}.`, {
    facts: { file, faults },
    remedy: 'Sign and send nothing of it. Prepare it again with --offline.',
  })
}

/** What was signed is not what was prepared. */
export function transactionOther(file: string, says: string, differs: readonly string[]): QuorateError {
  return new QuorateError('TRANSACTION_OTHER', `What was signed is not "${says}" as it was prepared.`, {
    facts: { file, differs },
    remedy: 'Send nothing of it. Sign the bytes in "unsigned", unchanged, with the key of the account in "from".',
  })
}
