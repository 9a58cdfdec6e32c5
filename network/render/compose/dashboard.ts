/** Names as Besu 26.8 gives them to Prometheus. */
const panels = [
  { title: 'Age of the head', unit: 's', query: 'time() - besu_blockchain_chain_head_timestamp' },
  { title: 'Height', unit: 'none', query: 'ethereum_blockchain_height' },
  { title: 'Peers', unit: 'none', query: 'ethereum_peer_count' },
  { title: 'Answering', unit: 'none', query: 'up' },
] as const

const WIDTH = 12
const HEIGHT = 9

/** What a rehearsal shows of its nodes, for Grafana. The age of the head comes first: a halt shows nowhere else. */
export const dashboard = {
  uid: 'quorate',
  title: 'quorate: a rehearsal',
  schemaVersion: 39,
  editable: false,
  refresh: '5s',
  time: { from: 'now-15m', to: 'now' },
  panels: panels.map(({ title, unit, query }, index) => ({
    id: index + 1,
    type: 'timeseries',
    title,
    gridPos: { x: (index % 2) * WIDTH, y: Math.floor(index / 2) * HEIGHT, w: WIDTH, h: HEIGHT },
    datasource: { type: 'prometheus', uid: 'prometheus' },
    fieldConfig: { defaults: { unit, min: 0 }, overrides: [] },
    targets: [{ refId: 'A', expr: query, legendFormat: '{{member}} {{node}}' }],
  })),
}
