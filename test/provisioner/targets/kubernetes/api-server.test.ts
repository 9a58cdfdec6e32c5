import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from '@jest/globals'
import { apiServer } from '../../../../provisioner/targets/kubernetes/api-server.ts'
import { newFolder } from '../../home/folders.ts'

/** Where the API server is by a kubectl that does this. */
async function told(script: string): Promise<string | undefined> {
  const kubectl = join(await newFolder(), 'kubectl')
  writeFileSync(kubectl, `#!/bin/sh\n${script}\n`, { mode: 0o755 })
  return apiServer({ helm: 'helm', kubectl, context: 'production', namespace: 'n', variables: process.env })
}

describe('where the API server of a cluster is', () => {
  it('is what the kubeconfig says of the context, which nobody has to answer for', async () => {
    const script =
      'case "$*" in "--context production "*" config view --minify "*) echo https://cluster.example:6443 ;; esac'
    expect(await told(script)).toBe('https://cluster.example:6443')
  })

  it('is not known where no kubectl or kubeconfig says', async () => {
    expect(await told('echo "no such context" >&2; exit 1')).toBeUndefined()
    expect(await told('true')).toBeUndefined()
    const absent = { helm: 'helm', kubectl: '/nowhere/kubectl', context: undefined, namespace: 'n', variables: {} }
    expect(await apiServer(absent)).toBeUndefined()
  })
})
