interface PullLine {
  readonly id?: string
  readonly status?: string
  readonly progressDetail?: { readonly current?: number; readonly total?: number }
}

const MIB = 1024 * 1024

/** Tells of a pull line by line, once for each tenth of it that arrived: layers say their size as they begin. */
export function pullProgress(image: string, progress: (line: string) => void): (line: PullLine) => void {
  const layers = new Map<string, { current: number; total: number }>()
  let told = 0
  return ({ id, status, progressDetail }) => {
    if (id === undefined || status !== 'Downloading' || !progressDetail?.total) return
    layers.set(id, { current: progressDetail.current ?? 0, total: progressDetail.total })
    const all = [...layers.values()]
    const current = all.reduce((sum, layer) => sum + layer.current, 0)
    const total = all.reduce((sum, layer) => sum + layer.total, 0)
    const tenth = Math.floor((10 * current) / total)
    if (tenth <= told) return
    told = tenth
    progress(`pulling ${image}: ${Math.round(current / MIB)} of ${Math.round(total / MIB)} MiB`)
  }
}
