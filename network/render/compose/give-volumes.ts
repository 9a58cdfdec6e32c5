import { type Service, type User, userText } from './service.ts'

/** A new volume belongs to root, and nothing else here is root: this gives each to the one user, and ends. */
export function giveVolumes(names: readonly string[], user: User): Service {
  return {
    user: '0:0',
    entrypoint: ['chown', userText(user)],
    command: names.map((name) => `/volumes/${name}`),
    network_mode: 'none',
    volumes: names.map((name) => `${name}:/volumes/${name}`),
    cap_add: ['CHOWN'],
  }
}

/** For what needs the volumes. */
export const volumesGiven = { volumes: { condition: 'service_completed_successfully' } } as const
