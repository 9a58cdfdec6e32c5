import type { ChildProcess } from 'node:child_process'
import { setTimeout } from 'node:timers/promises'
import { start } from '../e2e/cli.ts'
import type { LiveNetwork } from './live-network.ts'

/** Seconds between two kills: an agent that starts on a busy machine lives for some of them before its turn comes again. */
const PAUSE = 4

/** Kills one member's agent after the other, at whatever it is about, and starts another in its place. */
export function unrest(network: LiveNetwork, members: readonly string[]) {
  const agents = new Map<string, ChildProcess>()
  let kills = 0
  let ended = false
  const replace = (member: string) => {
    process.kill(agents.get(member)?.pid ?? network.agentOf(member), 'SIGKILL')
    kills += 1
    const agent = start(['agent', '--json'], network.as(member))
    agent.stdout?.resume()
    agent.stderr?.resume()
    agents.set(member, agent)
  }
  const looping = (async () => {
    for (let turn = 0; !ended; turn += 1) {
      replace(members[turn % members.length] ?? '')
      await setTimeout(PAUSE * 1000)
    }
  })()
  return {
    /** The killing ends; the last agents go on. @returns how many were killed. */
    async end(): Promise<number> {
      ended = true
      await looping
      return kills
    },
    stop(): void {
      for (const agent of agents.values()) agent.kill('SIGKILL')
    },
  }
}
