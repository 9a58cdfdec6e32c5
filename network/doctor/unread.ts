import { type DoctorCode, doctorCodes } from './codes.ts'
import type { DoctorEntry } from './entry.ts'
import type { ExaminedNode, Facts } from './facts.ts'

const byLog = (Object.entries(doctorCodes) as [DoctorCode, DoctorEntry][])
  .filter(([, { by }]) => by === 'log')
  .map(([code]) => code)

/** What cannot be told to be well either, since what it is seen by could not be read from where the doctor stands. */
export function unread({ nodes, disks, exposed, target }: Facts): DoctorCode[] {
  // Only a process has its data where the home is: a volume or a claim is on some other disk.
  const disk = target.kind === 'process' && disks.length > 0
  return [
    ...nodes.filter(({ state }) => state !== 'stopped' && state !== 'absent').flatMap(ofNode),
    ...(disk ? [] : (['DISK_LOW', 'DISK_EXHAUSTED'] as const)),
    ...(exposed === undefined ? (['RPC_EXPOSED'] as const) : []),
  ]
}

function ofNode({ memory, log, config, genesisConfig, staticNodes }: ExaminedNode): DoctorCode[] {
  return [
    ...(memory === undefined ? (['MEMORY_HIGH'] as const) : []),
    ...(config === undefined ? (['NAT_FAILED'] as const) : []),
    ...(config === undefined || staticNodes === undefined ? (['DNS_FROZEN'] as const) : []),
    ...(staticNodes === undefined ? (['STATIC_NODE_FOREIGN'] as const) : []),
    ...(genesisConfig === undefined ? (['AMENDMENT_NOT_APPLIED'] as const) : []),
    ...(log === undefined ? byLog : []),
  ]
}
