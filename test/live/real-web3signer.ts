import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { chmodSync, mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'

/** A Web3Signer in eth1 mode: its start script, with the keystores of one folder, on loopback. */
export class RealWeb3Signer {
  readonly #program: string
  /** Of keystores, *.json. */
  readonly keys: string
  readonly #password: string
  #child: ChildProcess | undefined
  #port = 0

  /** @param passphrase of all its keystores; the service takes all of the file, a line break at its end too. */
  constructor(program: string, folder: string, passphrase: string) {
    this.#program = program
    this.keys = join(folder, 'keys')
    this.#password = join(folder, 'password')
    mkdirSync(this.keys, { recursive: true })
    writeFileSync(this.#password, passphrase)
    chmodSync(this.#password, 0o600)
  }

  /** Where it listens, once it does; the same again after a stop. */
  async start(...options: string[]): Promise<string> {
    const listen = ['--http-listen-host=127.0.0.1', `--http-listen-port=${this.#port}`]
    const keys = [`--keystores-path=${this.keys}`, `--keystores-password-file=${this.#password}`]
    const child = spawn(this.#program, [...listen, ...options, 'eth1', '--chain-id=620604', ...keys])
    this.#child = child
    let said = ''
    this.#port = await new Promise<number>((listening, failed) => {
      child.stdout.on('data', (chunk) => {
        said += chunk
        const port = /ready to handle signing requests on 127\.0\.0\.1:(\d+)/.exec(said)?.[1]
        if (port !== undefined) listening(Number(port))
      })
      child.stderr.on('data', (chunk) => (said += chunk))
      child.on('error', failed)
      child.on('exit', (code) => failed(new Error(`Web3Signer ended with ${code}:\n${said}`)))
    })
    return `${options.some((option) => option.startsWith('--tls')) ? 'https' : 'http'}://127.0.0.1:${this.#port}/`
  }

  async stop(): Promise<void> {
    const child = this.#child
    this.#child = undefined
    if (child === undefined || child.exitCode !== null) return
    const ended = once(child, 'exit')
    child.kill()
    await ended
  }
}
