import type { Command } from '../command.ts'
import { offline } from './offline.ts'

/** A member's fleets, their devices, and who has access to them. */
export const devices: readonly Command[] = [
  {
    name: 'fleet',
    says: 'fleets of devices: open; take FLEET, which a decision offers this member; show FLEET; list',
    takes: '<what...>',
    options: [{ flags: '--devices <n>', says: 'with take: how many devices it has, as `fleet show` tells' }, offline],
    example: 'quorate fleet open',
    load: () => import('../commands/fleet.ts'),
  },
  {
    name: 'device',
    says: 'devices of this member’s fleets: enrol FLEET RECORD…; show DEVICE; revoke DEVICE',
    takes: '<what...>',
    example: 'quorate device enrol 3 7d2c…',
    load: () => import('../commands/device.ts'),
  },
  {
    name: 'access',
    says: 'which member has access to which device: grant DEVICE MEMBER; check PASS; revoke PASS; list',
    takes: '<what...>',
    options: [
      { flags: '--until <moment>', says: 'with grant: when it ends, such as 2026-12-31T00:00:00Z' },
      { flags: '--for <duration>', says: 'with grant: how long it lasts, such as 30d' },
    ],
    example: 'quorate access grant 0x5f1e… hospital-south --for 30d',
    load: () => import('../commands/access.ts'),
  },
]
