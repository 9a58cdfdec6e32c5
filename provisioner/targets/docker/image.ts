import type Docker from 'dockerode'
import type { BesuRelease } from '../../../network/besu/releases.ts'
import { QuorateError } from '../../../network/quorate-error.ts'
import type { Given } from '../target.ts'
import { full, messageOf, orAbsent, saysFull } from './engine-error.ts'
import { pullProgress } from './pull-progress.ts'
import { endsConnection } from './unreachable.ts'

/**
 * The image that a release names, by digest alone: its id in the engine. One that is there is used as it is, be it
 * known by a registry's digest or, built here, by its own id.
 * @throws QuorateError IMAGE_UNPINNED, IMAGE_ABSENT, DISK_FULL
 */
export async function ensureImage(docker: Docker, besu: BesuRelease, given: Given): Promise<string> {
  if (besu.digest === null) throw await unpinned(docker, besu)
  const reference = `${besu.image}@${besu.digest}`
  const present = (await idOf(docker, reference)) ?? (await idOf(docker, besu.digest))
  if (present !== undefined) return present
  await pull(docker, reference, given)
  const pulled = await idOf(docker, reference)
  if (pulled === undefined) throw absent(reference, 'the engine pulled it and does not have it')
  return pulled
}

async function idOf(docker: Docker, name: string): Promise<string | undefined> {
  return (await orAbsent(docker.getImage(name).inspect()))?.Id
}

async function pull(docker: Docker, reference: string, { progress, signal }: Given): Promise<void> {
  progress(`pulling ${reference}`)
  try {
    const stream = await docker.pull(reference, { abortSignal: signal })
    const told = pullProgress(reference, progress)
    await new Promise<void>((resolve, reject) => {
      docker.modem.followProgress(
        stream,
        (error) => (error === null ? resolve() : reject(error)),
        // An error comes as a line of its own, after a status that promised well.
        (line) => (line.error === undefined ? told(line) : reject(new Error(line.error))),
      )
    })
  } catch (cause) {
    if (signal.aborted) throw signal.reason
    if (endsConnection(cause)) throw cause
    const message = messageOf(cause)
    throw saysFull(message) ? full(message, cause) : absent(reference, message, cause)
  }
}

function absent(image: string, message: string, cause?: unknown): QuorateError {
  return new QuorateError('IMAGE_ABSENT', `The image ${image} is not here and cannot be pulled: ${message}`, {
    facts: { image, message },
    remedy: 'Check the digest and the way to its registry, or bring it with `docker load`, and run this again.',
    cause,
  })
}

async function unpinned(docker: Docker, { image, version }: BesuRelease): Promise<QuorateError> {
  const tag = `${image}:${version}`
  const local = await orAbsent(docker.getImage(tag).inspect())
  const [digest = local?.Id] = (local?.RepoDigests ?? []).map((named) => named.slice(named.indexOf('@') + 1))
  return new QuorateError('IMAGE_UNPINNED', `No digest is given for ${tag}; a tag can come to name another image.`, {
    facts: { image, version, local: digest ?? null },
    remedy: 'Give the digest of the image that you have checked, in member.yaml.',
  })
}
