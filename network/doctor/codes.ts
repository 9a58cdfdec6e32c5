import { chainCodes } from './chain-codes.ts'
import { nodeCodes } from './node-codes.ts'
import { peerCodes } from './peer-codes.ts'

/** Everything the doctor can find. One table for findings, `quorate explain` and docs/doctor.md. */
export const doctorCodes = { ...nodeCodes, ...chainCodes, ...peerCodes } as const

export type DoctorCode = keyof typeof doctorCodes

/** For `quorate explain`. */
export const doctorFindingCodes: Readonly<Record<string, string>> = Object.fromEntries(
  Object.entries(doctorCodes).map(([code, { cause, remedy }]) => [code, `${cause} ${remedy}`]),
)
