import { mkdir, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { replace } from '../../home/atomic-file.ts'
import { exists } from '../../home/exists.ts'
import { nodeFolder, type Place } from './place.ts'

type Home = Pick<Place, 'dir'>

const mark = (place: Home, node: string): string => join(nodeFolder(place, node), 'stopping')

/**
 * Whether somebody began to stop a node and has not seen its end: the engine stops it all the same, takes its time, and until
 * then calls it running.
 */
export const isStopping = (place: Home, node: string): Promise<boolean> => exists(mark(place, node))

/** Stops it, as said. A kill leaves the mark, and an engine that refuses does not. */
export async function stopping(place: Home, node: string, stop: () => Promise<void>): Promise<void> {
  await mkdir(nodeFolder(place, node), { recursive: true, mode: 0o700 })
  await replace(mark(place, node), '')
  await stop().finally(() => hasStopped(place, node))
}

export const hasStopped = (place: Home, node: string): Promise<void> => rm(mark(place, node), { force: true })
