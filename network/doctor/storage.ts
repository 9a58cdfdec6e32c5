import type { Disk, ExaminedNode, Facts } from './facts.ts'
import { type DoctorFinding, finding } from './finding.ts'

const GIB = 2 ** 30

/** Disk, memory, and what the nodes keep of the past. */
export function storage({ disks, nodes }: Facts): DoctorFinding[] {
  return [...disks.flatMap(space), ...nodes.flatMap((node) => [...memory(node), ...logs(node)]), ...past(nodes)]
}

/** Whether a disk has so little left that Besu cannot go on with it. */
export function isExhausted({ freeBytes, totalBytes }: Pick<Disk, 'freeBytes' | 'totalBytes'>): boolean {
  return totalBytes > 0 && freeBytes / totalBytes < 0.03
}

function space({ what, freeBytes, totalBytes }: Disk): DoctorFinding[] {
  const free = freeBytes / totalBytes
  if (!(totalBytes > 0) || free >= 0.15) return []
  const says = `${(free * 100).toFixed(1)} % of the disk of ${what} is free (${size(freeBytes)} of ${size(totalBytes)}).`
  return [finding(isExhausted({ freeBytes, totalBytes }) ? 'DISK_EXHAUSTED' : 'DISK_LOW', what, { says })]
}

function size(bytes: number): string {
  return bytes < GIB ? `${Math.round(bytes / 2 ** 20)} MiB` : `${(bytes / GIB).toFixed(1)} GiB`
}

function memory({ node, memory }: ExaminedNode): DoctorFinding[] {
  if (memory === undefined || memory.usedMiB <= 0.9 * memory.limitMiB) return []
  const says = `${node} uses ${Math.round(memory.usedMiB)} of ${memory.limitMiB} MiB.`
  return [finding('MEMORY_HIGH', node, { says })]
}

function logs({ node, open }: ExaminedNode): DoctorFinding[] {
  return (open?.blocks ?? []).flatMap(({ number, logs }) => {
    if (logs === undefined || logs.found === logs.inReceipts) return []
    const says = `eth_getLogs of ${node} gives ${logs.found} logs of block ${number}; its receipts have ${logs.inReceipts}.`
    return [finding('LOGS_INCOMPLETE', node, { says })]
  })
}

function past(nodes: readonly ExaminedNode[]): DoctorFinding[] {
  const told = nodes.filter(({ open }) => open?.oldState !== undefined)
  if (told.length === 0 || told.some(({ open }) => open?.oldState)) return []
  return [finding('STATE_NOT_KEPT', 'storage', { says: 'None of this member’s nodes has the state of old blocks.' })]
}
