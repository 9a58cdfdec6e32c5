import { Agent as HttpAgent } from 'node:http'
import { Agent as HttpsAgent } from 'node:https'
import { FetchRequest, type FetchGetUrlFunc } from 'ethers'

/**
 * Connections to one node at a time. Besu takes 80 of all its callers together (rpc-http-max-active-connections) and drops
 * every further one without a word; a member's agent and a few commands fit in.
 */
const MOST = 16

const options = { keepAlive: true, maxSockets: MOST, timeout: 5_000 }
const plain = FetchRequest.createGetUrlFunc({ agent: new HttpAgent(options) })
const secure = FetchRequest.createGetUrlFunc({ agent: new HttpsAgent(options) })

/** As ethers fetches, over connections that all requests of this process share. */
export const sharedSockets: FetchGetUrlFunc = (request, signal) =>
  (request.url.toLowerCase().startsWith('https:') ? secure : plain)(request, signal)
