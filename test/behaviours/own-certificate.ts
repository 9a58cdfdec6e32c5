import { execFileSync } from 'node:child_process'
import { join } from 'node:path'

/** Paths of PEM files. */
export interface OwnCertificate {
  readonly key: string
  readonly certificate: string
}

/** A key and a certificate that it signed itself, for this machine. */
export function ownCertificate(folder: string, name: string): OwnCertificate {
  const files = { key: join(folder, `${name}.key`), certificate: join(folder, `${name}.pem`) }
  const subject = ['-subj', '/CN=localhost', '-addext', 'subjectAltName=IP:127.0.0.1,DNS:localhost']
  const kind = ['req', '-x509', '-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:prime256v1', '-nodes', '-days', '2']
  execFileSync('openssl', [...kind, '-keyout', files.key, '-out', files.certificate, ...subject], { stdio: 'pipe' })
  return files
}
