const PORTS: Readonly<Record<string, number>> = {
  'https:': 443,
  'wss:': 443,
  'http:': 80,
  'ws:': 80,
}

/** Host and port of a URL. Nothing else of it is shown: people put keys into paths. */
export function placeOf(text: string): { host: string; port: number } | undefined {
  if (!URL.canParse(text)) return undefined
  const { hostname, port, protocol } = new URL(text)
  const known = port === '' ? PORTS[protocol] : Number(port)
  return hostname === '' || known === undefined ? undefined : { host: hostname.replace(/^\[|\]$/g, ''), port: known }
}
