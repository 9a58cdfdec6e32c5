import { type EndpointsBody, endpointsBody } from '../../network/ceremony/endpoints.ts'
import type { Home } from '../home/home.ts'
import { usage } from './input.ts'

/** One of the member's nodes and where it is reached, as people type it: `acme-1=203.0.113.7:30303`. */
export function placeOf(text: string, { record: { member, nodes } }: Home): EndpointsBody['nodes'][number] {
  const [, name = '', host = '', port = ''] = /^([^=]+)=(?:\[?)(.+?)(?:\]?):(\d{1,5})$/.exec(text) ?? []
  const parsed = endpointsBody.shape.nodes.element.safeParse({ name, host, port: Number(port) })
  if (!parsed.success) {
    throw usage(`--set is "${text}"; NODE=ADDRESS:PORT was expected, with an IP address: a host name cannot be let in.`)
  }
  if (nodes.some((node) => node.name === name)) return parsed.data
  throw usage(`${member} has no node ${name}; it has ${nodes.map((node) => node.name).join(', ')}.`)
}
