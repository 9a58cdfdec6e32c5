import type { Verdict } from './verdict.ts'

/** What was found of one layer; `says` is empty where there is nothing to say. */
export type Layer = {
  [L in keyof Verdict]: { readonly layer: L; readonly state: Verdict[L]; readonly says: string }
}[keyof Verdict]
