import { readFileSync } from 'node:fs'
import { describe, expect, it } from '@jest/globals'
import { doctorTable } from '../../../network/doctor/page.ts'

describe('docs/doctor.md', () => {
  it('holds every code as the table of codes has it', () => {
    const page = readFileSync(new URL('../../../docs/doctor.md', import.meta.url), 'utf8')
    expect(page.slice(page.indexOf('## Errors'))).toBe(doctorTable())
  })
})
