import { hash } from 'node:crypto'

/** SHA-256 of the platform, which is native. */
export function sha256(message: Uint8Array): Uint8Array {
  return hash('sha256', message, 'buffer')
}
