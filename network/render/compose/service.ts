/** A service of a compose file, as far as these files use the specification (https://www.compose-spec.io). */
export interface Service {
  readonly image?: string
  readonly build?: string
  readonly profiles?: readonly string[]
  readonly user?: string
  readonly entrypoint?: readonly string[]
  readonly command?: readonly string[]
  readonly environment?: Readonly<Record<string, string>>
  readonly depends_on?: Readonly<Record<string, { readonly condition: Condition }>>
  readonly networks?: Readonly<Record<string, Attachment>>
  readonly network_mode?: 'none'
  readonly ports?: readonly string[]
  readonly volumes?: readonly string[]
  readonly configs?: readonly { readonly source: string; readonly target: string }[]
  readonly secrets?: readonly string[]
  readonly tmpfs?: readonly string[]
  readonly healthcheck?: Healthcheck
  readonly restart?: 'unless-stopped'
  readonly stop_grace_period?: string
  readonly mem_limit?: string
  readonly memswap_limit?: string
  readonly cpus?: number
  readonly pids_limit?: number
  readonly cap_add?: readonly string[]
}

export interface Attachment {
  readonly ipv4_address?: string
  readonly aliases?: readonly string[]
}

export type Condition = 'service_completed_successfully' | 'service_healthy' | 'service_started'

export interface Healthcheck {
  readonly test: readonly string[]
  readonly interval: string
  readonly timeout: string
  readonly retries: number
  readonly start_period: string
}

/** What no container is without. */
export const hardened = {
  read_only: true,
  cap_drop: ['ALL'],
  security_opt: ['no-new-privileges:true'],
} as const

/** Whom containers run as: numbers, or what Compose reads from its environment. */
export interface User {
  readonly uid: string
  readonly gid: string
}

/** Of the official images of Besu and of Node. */
export const imageUser: User = { uid: '1000', gid: '1000' }

export const userText = ({ uid, gid }: User): string => `${uid}:${gid}`

/** A volume in memory, of the one user: gone with the last container that has it. */
export const memoryVolume = ({ uid, gid }: User) => ({
  driver_opts: { type: 'tmpfs', device: 'tmpfs', o: `size=1m,mode=0700,uid=${uid},gid=${gid}` },
})
