/** Plays histories outside of jest, whose sandbox makes an EVM twice as slow: `run.ts two|three COUNT [LONGEST]`. */
import { LONGEST, playMany } from './histories.ts'
import { threeChambers, twoChambers, worldFor } from './worlds.ts'

const [chambers, count, longest] = process.argv.slice(2)
const world = await worldFor(chambers === 'two' ? twoChambers : threeChambers)
process.stdout.write(JSON.stringify(await playMany(world, Number(count), Number(longest ?? LONGEST))))
