import { execFile, spawn } from 'node:child_process'
import { createHash } from 'node:crypto'
import { copyFileSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { describe } from '@jest/globals'
import Docker from 'dockerode'
import { build } from 'esbuild'
import { connectEngine } from '../../../../provisioner/targets/docker/engine.ts'
import { newFolder } from '../../home/folders.ts'
import { orAbsent } from '../../../../provisioner/targets/docker/engine-error.ts'

const run = promisify(execFile)

export const host = process.env.DOCKER_HOST

async function whyNot(): Promise<string | undefined> {
  try {
    await connectEngine(host)
    return undefined
  } catch (error) {
    return (error as Error).message
  }
}

const reason = await whyNot()

/** Runs where a Docker engine answers; elsewhere counts as skipped, and says why. */
export const describeWithEngine: typeof describe | typeof describe.skip =
  reason === undefined ? describe : describe.skip
if (reason !== undefined) process.stderr.write(`skipped, for want of a Docker engine: ${reason}\n`)

export const docker = new Docker({ socketPath: (host ?? 'unix:///var/run/docker.sock').slice('unix://'.length) })

const STAND_IN = fileURLToPath(new URL('../../../stand-ins/besu-stand-in.ts', import.meta.url))
const OPTIONS = fileURLToPath(new URL('../../../vectors/besu/besu-options.json', import.meta.url))
const TOOLS = [
  'sh',
  'bash',
  'env',
  'cat',
  'date',
  'dirname',
  'mv',
  'rm',
  'sleep',
  'timeout',
  'id',
  'ls',
  'touch',
  'grep',
]
/** Where the stand-in stands in its image. */
const INSIDE = 'opt/stand-in'

/**
 * Id of an image with the stand-in for Besu, made of this machine's own Node, shell and C library: no registry is asked.
 * It is no Besu and makes no chain.
 */
export async function standInImage(): Promise<string> {
  const bundled = await build({
    entryPoints: [STAND_IN],
    ...{ bundle: true, platform: 'node', format: 'esm', write: false },
    // Libraries in it that are CommonJS ask for Node's own modules so.
    banner: { js: "import { createRequire } from 'node:module'; const require = createRequire(import.meta.url);" },
  })
  const program = bundled.outputFiles[0]?.text ?? ''
  const tag = createHash('sha256').update(process.version).update(program).update(readFileSync(OPTIONS))
  const name = `${NAME}:${tag.digest('hex').slice(0, 16)}`
  const present = await orAbsent(docker.getImage(name).inspect())
  if (present !== undefined) return present.Id
  const tools = await Promise.all(TOOLS.map(async (tool) => (await run('which', [tool])).stdout.trim()))
  const libraries = await Promise.all([process.execPath, ...tools].map(librariesOf))
  const folder = await standInFolder(program)
  await load([...new Set([process.execPath, '/bin/sh', folder, ...tools, ...libraries.flat()])], { folder, name })
  return (await docker.getImage(name).inspect()).Id
}

/** Laid out as in this tree, since the stand-in looks for Besu's options there. */
async function standInFolder(program: string): Promise<string> {
  const folder = await newFolder()
  mkdirSync(join(folder, 'bin'))
  mkdirSync(join(folder, 'vectors/besu'), { recursive: true })
  writeFileSync(join(folder, 'bin/besu'), `#!/bin/sh\nexec node /${INSIDE}/bin/besu.mjs "$@"\n`, { mode: 0o755 })
  writeFileSync(join(folder, 'bin/besu.mjs'), program)
  copyFileSync(OPTIONS, join(folder, 'vectors/besu/besu-options.json'))
  return folder
}

const NAME = 'quorate-stand-in'

async function librariesOf(binary: string): Promise<string[]> {
  const { stdout } = await run('ldd', [binary])
  return [...stdout.matchAll(/(\/\S+) \(0x/g)].map((match) => match[1] ?? '')
}

async function load(paths: readonly string[], of: { folder: string; name: string }): Promise<void> {
  const rename = (from: string, to: string) => `--transform=s,^${from.slice(1)},${to},`
  const renames = [rename(process.execPath, 'usr/local/bin/node'), rename(of.folder, INSIDE)]
  const options = ['-c', '-h', '-P', '-C', '/', '--owner=0', '--group=0', '--mode=a+rX', ...renames]
  const tar = spawn('tar', [...options, ...paths.map((path) => path.slice(1))], {
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  const [repo, tag] = of.name.split(':')
  const changes = `ENV PATH=/${INSIDE}/bin:/usr/local/bin:/usr/bin:/bin`
  const stream = await docker.importImage(tar.stdout, { repo, tag, changes })
  await new Promise<void>((resolve, reject) =>
    docker.modem.followProgress(stream, (error) => (error === null ? resolve() : reject(error))),
  )
}
