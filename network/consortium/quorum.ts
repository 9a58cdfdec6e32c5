/** How many of n validators have to commit a block in QBFT: two thirds, rounded up. */
export const quorumOf = (validators: number): number => Math.ceil((2 * validators) / 3)
