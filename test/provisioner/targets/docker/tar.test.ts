import { execFileSync } from 'node:child_process'
import { describe, expect, it } from '@jest/globals'
import { folderArchive } from '../../../../provisioner/targets/docker/tar.ts'

describe('the archive of one folder', () => {
  it('is read by tar with its name, mode and owner', () => {
    const archive = folderArchive({ name: 'data', uid: 1000, gid: 2_000_000, mode: 0o700 })
    const listed = execFileSync('tar', ['-tv', '--numeric-owner', '-f', '-'], { input: archive, encoding: 'utf8' })
    expect(listed).toMatch(/^drwx------ 1000\/2000000 +0 1970-01-01 00:00 data\/\n$/)
  })
})
