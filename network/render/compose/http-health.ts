/**
 * A health check by bash alone, for an image without an HTTP client: whether a request is answered with 200. No dollar
 * sign stands in it, which compose would take for a variable.
 */
export function httpHealthCommand(port: number, request: { path: string; body?: string }): string[] {
  const { path, body } = request
  const head = body === undefined ? `GET ${path} HTTP/1.0` : `POST ${path} HTTP/1.0`
  const length = body === undefined ? [] : ['Content-Type: application/json', `Content-Length: ${body.length}`]
  const text = [head, 'Host: localhost', ...length, '', body ?? ''].join('\\r\\n')
  const asks = `exec 3<>/dev/tcp/127.0.0.1/${port} && printf '${text}' >&3`
  return ['bash', '-c', `${asks} && timeout 4 head -n 1 <&3 | grep -q ' 200 '`]
}
