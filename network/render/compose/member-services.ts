import { agentService } from './agent-service.ts'
import { memberFolders, publicChain, rehearsalVolumes } from './commands.ts'
import { built } from './founding-services.ts'
import { nodeService, privateName } from './node-service.ts'
import { nodeResources, type PlannedMember, type PlannedNode } from './plan.ts'
import { imageUser, type Service } from './service.ts'

/** Of every node in a rehearsal. */
export interface Rehearsed {
  readonly image: string
  readonly headAgeSeconds: number
}

const founded = { founding: { condition: 'service_completed_successfully' } } as const

/** One member's nodes and its agent. */
export function memberServices(planned: PlannedMember, of: Rehearsed): Record<string, Service> {
  const nodes = planned.nodes.map((node) => [node.node, rehearsedNode(planned, node, of)] as const)
  return Object.fromEntries([...nodes, [`${planned.member}-agent`, rehearsedAgent(planned)] as const])
}

function rehearsedNode({ member }: PlannedMember, planned: PlannedNode, { image, headAgeSeconds }: Rehearsed): Service {
  const { node, ports, address, hostPort } = planned
  return {
    ...nodeService({
      ...{ user: imageUser, node, ports, image, resources: nodeResources },
      health: { headAgeSeconds, stopSeconds: 60 },
      files: rehearsalVolumes.node(node),
      networks: { consortium: { ipv4_address: address }, [member]: { aliases: [privateName(node)] } },
      published: [`127.0.0.1:${hostPort}:${ports.rpc}`],
    }),
    depends_on: founded,
  }
}

function rehearsedAgent({ member, nodes }: PlannedMember): Service {
  const { home, list, passphrase } = memberFolders
  const agent = agentService({
    user: imageUser,
    nodes,
    files: rehearsalVolumes.node,
    home,
    list,
    passphrase,
  })
  return {
    ...built,
    ...agent,
    depends_on: { ...founded, [publicChain.name]: { condition: 'service_healthy' } },
    networks: { [member]: {}, public: {} },
    volumes: [
      `${rehearsalVolumes.member(member)}:${memberFolders.member}`,
      `${rehearsalVolumes.secret(member)}:${memberFolders.secret}:ro`,
      ...(agent.volumes ?? []),
    ],
  }
}
