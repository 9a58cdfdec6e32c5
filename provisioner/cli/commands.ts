import type { Command } from './command.ts'
import { devices } from './table/devices.ts'
import { founding } from './table/founding.ts'
import { governing } from './table/governing.ts'
import { proving } from './table/proving.ts'
import { running } from './table/running.ts'
import { tools } from './table/tools.ts'

/** Every command, in the order in which a consortium meets them. */
export const commands: readonly Command[] = [...founding, ...running, ...governing, ...devices, ...proving, ...tools]
