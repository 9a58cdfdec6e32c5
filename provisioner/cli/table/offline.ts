/** Of every command that sends a transaction on the consortium chain. */
export const offline = {
  flags: '--offline <file>',
  says: 'write the unsigned transaction there instead of sending it; needs no key (then: sign, send)',
} as const
