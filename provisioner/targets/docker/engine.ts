import type Docker from 'dockerode'
import { QuorateError } from '../../../network/quorate-error.ts'
import { engineAbsent, unreachable, USUAL } from './unreachable.ts'

/** Milliseconds that an engine may take to say how things are. */
const ANSWER = 30_000

export interface Engine {
  readonly docker: Docker
  /** What it calls itself, however it is reached. */
  readonly id: string
  /** Of the engine; empty where it does not say. */
  readonly version: string
  /** Processors that it has; more cannot be promised to a container. */
  readonly cpus: number
  /** Whether it maps users of containers to others of this machine, unless told not to. */
  readonly remapsUsers: boolean
}

/**
 * @param host as in `DOCKER_HOST`; the usual socket where it is not given.
 * @param patience milliseconds.
 * @throws QuorateError ENGINE_REMOTE, ENGINE_ABSENT, ENGINE_REFUSED, ENGINE_UNSUPPORTED
 */
export async function connectEngine(host: string | undefined, patience = ANSWER): Promise<Engine> {
  const where = host === undefined || host === '' ? USUAL : host
  if (!where.startsWith('unix://')) throw remote(where)
  const { default: Dockerode } = await import('dockerode')
  const docker = new Dockerode({ socketPath: where.slice('unix://'.length) })
  const info = await ask(docker, where, patience)
  const security = info.SecurityOptions ?? []
  const has = (name: string) => security.some((option) => option.split(',').includes(`name=${name}`))
  if (info.OSType !== 'linux') throw unsupported(where, `runs containers of ${info.OSType}`)
  if (has('rootless')) throw unsupported(where, 'is rootless, and gives a bound key to another user')
  if (has('selinux'))
    throw unsupported(where, 'confines containers by SELinux, and what is bound into them has no label for it')
  if (/Docker Desktop/.test(info.OperatingSystem)) throw remote(`${where}, in a virtual machine`)
  return { docker, id: info.ID ?? '', version: info.ServerVersion ?? '', cpus: info.NCPU, remapsUsers: has('userns') }
}

interface Info {
  readonly ID?: string
  readonly ServerVersion?: string
  readonly OSType: string
  readonly OperatingSystem: string
  readonly NCPU: number
  readonly SecurityOptions: readonly string[] | null
}

/**
 * Asks an engine, and lets go of one that hangs.
 * @param asking its options are one call's: the engine's client takes the signal out of them.
 * @throws QuorateError ENGINE_ABSENT
 */
export async function inTime<T>(
  host: string | undefined,
  asking: (options: () => { abortSignal: AbortSignal }) => Promise<T>,
  patience = ANSWER,
): Promise<T> {
  const abortSignal = AbortSignal.timeout(patience)
  try {
    return await asking(() => ({ abortSignal }))
  } catch (cause) {
    throw abortSignal.aborted ? engineAbsent(host || USUAL, 'ETIMEDOUT', cause) : cause
  }
}

/** Its type leaves out that it takes options as all others do. */
type Informing = { info(options: { abortSignal: AbortSignal }): Promise<Info> }

async function ask(docker: Docker, where: string, patience: number): Promise<Info> {
  try {
    return await inTime(where, (options) => (docker as unknown as Informing).info(options()), patience)
  } catch (cause) {
    if (cause instanceof QuorateError) throw cause
    throw (cause as NodeJS.ErrnoException).code === undefined ? cause : unreachable(where, cause)
  }
}

/** Files and keys are bound from this machine, and a distant engine would bind its own. */
function remote(host: string): QuorateError {
  return new QuorateError('ENGINE_REMOTE', `The Docker engine ${host} is not on this machine.`, {
    facts: { host },
    remedy: 'Run quorate on the machine of the engine, with DOCKER_HOST unset or a unix:// socket.',
  })
}

function unsupported(host: string, why: string): QuorateError {
  return new QuorateError('ENGINE_UNSUPPORTED', `The Docker engine ${host} ${why}.`, {
    facts: { host },
    remedy: 'Use an engine that runs as root on this machine and runs Linux containers, or the target process.',
  })
}
