import { execFile } from 'node:child_process'
import { constants } from 'node:fs'
import { access, readFile, realpath, stat } from 'node:fs/promises'
import { delimiter, join } from 'node:path'
import { promisify } from 'node:util'
import { z } from 'zod'
import { QuorateError } from '../../../network/quorate-error.ts'
import type { Environment } from '../../environment.ts'
import { replace } from '../../home/atomic-file.ts'

type Variables = Environment['variables']

/**
 * The Besu of this machine: the one named, or that of BESU_HOME, or the first on the PATH.
 * @throws QuorateError BESU_ABSENT
 */
export async function findBesu(named: string | undefined, variables: Variables): Promise<string> {
  const { BESU_HOME, PATH = '' } = variables
  const onPath = PATH.split(delimiter).filter((folder) => folder !== '')
  const candidates = BESU_HOME ? [join(BESU_HOME, 'bin', 'besu')] : onPath.map((folder) => join(folder, 'besu'))
  const looked = named === undefined ? candidates : [named]
  for (const candidate of looked) if (await runs(candidate)) return candidate
  throw new QuorateError('BESU_ABSENT', 'No Besu that can be run was found on this machine.', {
    facts: { looked },
    remedy: 'Install a release of Besu and set BESU_HOME to its folder, or use the target docker.',
  })
}

/** What a Besu gets of the environment: nothing named BESU_, for that would go over its configuration file. */
export function besuEnvironment(variables: Variables, java: string): Record<string, string> {
  const passed = ['PATH', 'HOME', 'LANG', 'LC_ALL', 'TZ', 'TMPDIR', 'JAVA_HOME', 'LD_LIBRARY_PATH']
  const kept = passed.flatMap((name) => (variables[name] === undefined ? [] : [[name, variables[name]] as const]))
  // glibc keeps an arena per thread otherwise, and a JVM has many (besu 9255).
  return { ...Object.fromEntries(kept), MALLOC_ARENA_MAX: '2', BESU_OPTS: java }
}

const seenSchema = z.strictObject({ bin: z.string(), changed: z.number(), version: z.string() })

/**
 * What a Besu says it is: `26.8.0`. Asking takes a Java seconds, so the answer is kept until the file changes.
 * @param file where it is kept.
 * @throws QuorateError BESU_UNUSABLE, JAVA_TOO_OLD
 */
export async function besuVersion(bin: string, variables: Variables, file: string): Promise<string> {
  const real = await realpath(bin)
  const changed = (await stat(real)).ctimeMs
  const seen = await readSeen(file)
  if (seen?.bin === real && seen.changed === changed) return seen.version
  const said = await ask(bin, variables)
  const version = /besu\/v([^/\s]+)/.exec(said)?.[1]
  if (version === undefined) throw unusable(bin, said)
  await replace(file, `${JSON.stringify({ bin: real, changed, version })}\n`)
  return version
}

async function ask(bin: string, variables: Variables): Promise<string> {
  const env = besuEnvironment(variables, '-Xmx128m')
  try {
    const { stdout } = await promisify(execFile)(bin, ['--version'], { env, timeout: 120_000 })
    return stdout
  } catch (cause) {
    const { stderr = '', stdout = '' } = cause as { stderr?: string; stdout?: string }
    throw unusable(bin, `${stderr}${stdout}` || String(cause), cause)
  }
}

function unusable(bin: string, said: string, cause?: unknown): QuorateError {
  const old = /UnsupportedClassVersionError|Unrecognized (VM )?option/.test(said)
  const facts = { bin, said: said.trim().slice(-800) }
  if (old) {
    return new QuorateError('JAVA_TOO_OLD', 'The Java of this machine is too old for this Besu.', {
      facts,
      remedy: 'Install the Java that this release of Besu asks for (25 for 26.x), and set JAVA_HOME to it.',
      cause,
    })
  }
  return new QuorateError('BESU_UNUSABLE', `${bin} does not say which Besu it is.`, {
    facts,
    remedy: 'Run it with --version by hand; most often Java is missing: set JAVA_HOME.',
    cause,
  })
}

async function readSeen(file: string): Promise<z.output<typeof seenSchema> | undefined> {
  try {
    return seenSchema.parse(JSON.parse(await readFile(file, 'utf8')))
  } catch {
    return undefined
  }
}

async function runs(file: string): Promise<boolean> {
  return access(file, constants.X_OK).then(
    () => true,
    () => false,
  )
}
