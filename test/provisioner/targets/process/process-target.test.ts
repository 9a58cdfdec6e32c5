import { join } from 'node:path'
import { describe, it } from '@jest/globals'
import { describeTarget } from '../../../behaviours/target.ts'
import { processSetup, standIn } from './setup.ts'

describeTarget('process, on a stand-in for Besu', () => processSetup(standIn))

const { BESU_HOME } = process.env
if (BESU_HOME === undefined || BESU_HOME === '') {
  describe('target process, on a real Besu', () => {
    it.skip('is skipped: BESU_HOME does not name one', () => {})
  })
} else {
  describeTarget(`process, on the Besu of ${BESU_HOME}`, () => processSetup(join(BESU_HOME, 'bin', 'besu')), 240)
}
