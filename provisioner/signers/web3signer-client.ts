import { open } from 'node:fs/promises'
import { request as plain } from 'node:http'
import { request as secure } from 'node:https'
import { resolve } from 'node:path'
import type { Unlock } from '../../network/consortium/member-options/member-options.ts'
import { QuorateError } from '../../network/quorate-error.ts'

/** Milliseconds that one signature may take: an HSM behind the service may be slow. */
const TIMEOUT = 10_000
/** More than a signature or an error message has. */
const LONGEST_ANSWER = 16_384

/** One way to the service. */
export interface Web3SignerClient {
  readonly url: string
  /** @throws QuorateError SIGNER_UNREACHABLE, SIGNER_REFUSED */
  post(path: string, body: object): Promise<string>
}

type Remote = Extract<Unlock, { by: 'web3signer' }>

/**
 * Reads what TLS and the token need, once. By key and token anybody may have the member's keys sign: they are its own.
 * @param dir of what relative paths begin in.
 * @throws QuorateError FILE_UNREADABLE, SIGNER_FILE_PERMISSIONS
 */
export async function web3SignerClient(options: Remote, dir: string): Promise<Web3SignerClient> {
  const [ca, cert, key, token] = await Promise.all([
    textOf(options.ca, dir),
    textOf(options.certificate, dir),
    textOf(options.key, dir, ownAlone),
    textOf(options.token, dir, ownAlone),
  ])
  const tls = { ...(ca && { ca }), ...(cert && { cert }), ...(key && { key }) }
  const headers = {
    'content-type': 'application/json',
    accept: 'text/plain',
    ...(token && { authorization: `Bearer ${token.trim()}` }),
  }
  return {
    url: options.url,
    post: (path, body) => post({ url: options.url, tls, headers }, path, JSON.stringify(body)),
  }
}

interface Way {
  readonly url: string
  readonly tls: object
  readonly headers: Readonly<Record<string, string>>
}

function post({ url, tls, headers }: Way, path: string, body: string): Promise<string> {
  const place = new URL(path, url.endsWith('/') ? url : `${url}/`)
  const open = place.protocol === 'https:' ? secure : plain
  return new Promise((done, failed) => {
    const call = open(place, { ...tls, method: 'POST', headers, timeout: TIMEOUT }, (response) => {
      let text = ''
      response.setEncoding('utf8')
      response.on('data', (chunk: string) => {
        text += chunk
        if (text.length > LONGEST_ANSWER) call.destroy(new Error('an answer of no signer'))
      })
      response.on('end', () => {
        if (response.statusCode === 200) done(text.trim())
        else failed(refused(url, response.statusCode ?? 0))
      })
      response.on('error', (cause) => failed(unreachable(url, cause)))
    })
    call.on('timeout', () => call.destroy(new Error('no answer in time')))
    call.on('error', (cause) => failed(unreachable(url, cause)))
    call.end(body)
  })
}

type Judge = (file: string, mode: number) => void

/** Mode and content are of one open file. */
async function textOf(path: string | undefined, dir: string, judge?: Judge): Promise<string | undefined> {
  if (path === undefined) return undefined
  const file = resolve(dir, path)
  const handle = await open(file, 'r').catch((cause) => {
    throw unreadable(file, cause)
  })
  try {
    judge?.(file, (await handle.stat()).mode & 0o777)
    return await handle.readFile('utf8').catch((cause) => {
      throw unreadable(file, cause)
    })
  } finally {
    await handle.close()
  }
}

function ownAlone(file: string, mode: number): void {
  if (process.platform === 'win32' || (mode & 0o077) === 0) return
  throw new QuorateError(
    'SIGNER_FILE_PERMISSIONS',
    `${file}, by which a Web3Signer signs for this member, is open to others.`,
    {
      facts: { file, mode: mode.toString(8).padStart(4, '0') },
      remedy: `chmod go= '${file}', and have the service take another if others may have read it.`,
    },
  )
}

function unreadable(file: string, cause: NodeJS.ErrnoException): QuorateError {
  return new QuorateError('FILE_UNREADABLE', `${file} cannot be read: ${cause.code}.`, {
    facts: { file, errno: cause.code ?? 'unknown' },
    remedy: 'Name files that exist in `unlock` of member.yaml; relative ones begin in the home.',
    cause,
  })
}

function unreachable(url: string, cause: Error): QuorateError {
  return new QuorateError('SIGNER_UNREACHABLE', 'The Web3Signer does not answer, and no other key takes its place.', {
    facts: { host: new URL(url).host, reason: cause.message },
    remedy: 'See that the service runs, and that url, ca, certificate and key of `unlock` in member.yaml fit it.',
    cause,
  })
}

/** The service starts without the keys that it could not open, and answers to names of its own machine unless it is told others. */
const REMEDIES: Readonly<Record<number, string>> = {
  403: 'Have the service answer to the host of this url (--http-host-allowlist), or see what stands before it.',
  404: 'See that the service runs in eth1 mode and opened this key: it has none of this public key.',
}

function refused(url: string, status: number): QuorateError {
  return new QuorateError('SIGNER_REFUSED', `The Web3Signer refuses to sign (HTTP ${status}).`, {
    facts: { host: new URL(url).host, status },
    remedy: REMEDIES[status] ?? 'See the log of the service.',
  })
}
