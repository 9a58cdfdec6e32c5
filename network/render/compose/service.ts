/** A service of a compose file, as far as these files use the specification. */
export interface Service {
  readonly image?: string
  readonly build?: string
  readonly profiles?: readonly string[]
  readonly user?: string
  readonly entrypoint?: readonly string[]
  readonly command?: readonly string[]
  readonly environment?: Readonly<Record<string, string>>
  readonly depends_on?: Readonly<Record<string, { readonly condition: Condition }>>
  readonly networks?: Readonly<Record<string, { readonly ipv4_address?: string }>>
  readonly network_mode?: 'none'
  readonly ports?: readonly string[]
  readonly volumes?: readonly string[]
  readonly configs?: readonly { readonly source: string; readonly target: string }[]
  readonly tmpfs?: readonly string[]
  readonly healthcheck?: Healthcheck
  readonly restart?: 'unless-stopped'
  readonly stop_grace_period?: string
  readonly mem_limit?: string
  readonly cpus?: number
  readonly pids_limit?: number
  readonly cap_add?: readonly string[]
}

export type Condition = 'service_completed_successfully' | 'service_healthy' | 'service_started'

export interface Healthcheck {
  readonly test: readonly string[]
  readonly interval: string
  readonly timeout: string
  readonly retries: number
  readonly start_period: string
}

/** What no container of a rehearsal is without. */
export const hardened = {
  read_only: true,
  cap_drop: ['ALL'],
  security_opt: ['no-new-privileges:true'],
} as const

/** User of the official images of Besu and of Node. */
export const USER = '1000:1000'

/** This checkout's own image. */
export const built = { image: 'quorate-rehearsal', build: '.' } as const
