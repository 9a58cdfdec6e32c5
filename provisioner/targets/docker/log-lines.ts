import type { Container } from 'dockerode'

/** The newest lines of a container's log, oldest first. */
export async function logLines(container: Container, lines: number): Promise<string[]> {
  const framed = await container.logs({ stdout: true, stderr: true, tail: lines, follow: false })
  return textOf(framed).split('\n').slice(0, -1).slice(-lines)
}

/** Docker Engine API, "Stream format": a byte for the stream, three of nothing, four for the length, the text. */
function textOf(framed: Buffer): string {
  const parts: Buffer[] = []
  for (let at = 0; at + 8 <= framed.length; ) {
    const length = framed.readUInt32BE(at + 4)
    parts.push(framed.subarray(at + 8, at + 8 + length))
    at += 8 + length
  }
  const text = Buffer.concat(parts).toString('utf8')
  return text === '' || text.endsWith('\n') ? text : `${text}\n`
}
