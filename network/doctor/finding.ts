import { type DoctorCode, doctorCodes } from './codes.ts'
import type { Level } from './entry.ts'

/** What is wrong, for whom it is so, with its cause in the words of this case, and what to do. */
export interface DoctorFinding {
  readonly code: DoctorCode
  readonly level: Level
  readonly subject: string
  readonly says: string
  readonly remedy: string
}

/** @param remedy where this case has a better one than its code. */
export function finding(code: DoctorCode, subject: string, told: { says: string; remedy?: string }): DoctorFinding {
  const { level, remedy } = doctorCodes[code]
  return { code, level, subject, says: told.says, remedy: told.remedy ?? remedy }
}
