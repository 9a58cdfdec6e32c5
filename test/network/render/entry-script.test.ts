import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdir, readFile, rename, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { setTimeout } from 'node:timers/promises'
import { describe, expect, it } from '@jest/globals'
import { entryScript } from '../../../network/render/entry-script.ts'
import { newFolder } from '../../provisioner/home/folders.ts'

/** A node that says when it starts, and ends on SIGTERM. */
const GENTLE =
  'trap "echo stopped; exit 0" TERM; echo "started with $(cat "$1")"; while :; do sleep 1 & wait $!; echo tick; done'
const STUBBORN = 'trap "" TERM; echo "started $$"; while :; do sleep 0.05; done'

async function newPlace() {
  const folder = await newFolder()
  const at = (name: string) => join(folder, name)
  await mkdir(at('seeds'))
  await mkdir(at('data'))
  await writeFile(at('entry.sh'), entryScript)
  return {
    at,
    hand: (text = '0xkey') => writeFile(at('key'), text),
    async flag(word: string) {
      await writeFile(at('flag.new'), word)
      await rename(at('flag.new'), at('flag'))
    },
    run(program: string, stop = 5) {
      const given = ['key', 'flag', 'seeds', 'data'].map(at)
      const child = spawn('sh', [at('entry.sh'), ...given, String(stop), 'sh', '-c', program, 'node', at('key')])
      let text = ''
      child.stdout.on('data', (bytes) => {
        text += bytes
      })
      child.stderr.on('data', (bytes) => {
        text += bytes
      })
      const ended = once(child, 'close')
      return {
        text: () => text,
        until: async (count: number, line: RegExp) => {
          const deadline = performance.now() + 15_000
          while ([...text.matchAll(new RegExp(line, 'g'))].length < count) {
            if (performance.now() > deadline) throw new Error(`never came: ${line}; had: ${text}`)
            await setTimeout(20)
          }
        },
        async stop() {
          child.kill('SIGTERM')
          return (await ended)[0] as number | null
        },
        code: async () => (await ended)[0] as number | null,
      }
    },
  }
}

describe('the first process of a container', () => {
  it('waits for the key, and starts the node once it is there', async () => {
    const place = await newPlace()
    const entry = place.run(GENTLE)
    await entry.until(1, /waiting for the node's key/)
    expect(entry.text()).not.toMatch(/started/)
    await place.hand()
    await entry.until(1, /started with 0xkey/)
    expect(await entry.stop()).toBe(0)
    expect(entry.text()).toMatch(/stopped/)
  })

  it('ends while it waits', async () => {
    const place = await newPlace()
    const entry = place.run(GENTLE)
    await entry.until(1, /waiting/)
    expect(await entry.stop()).toBe(0)
  })

  it('ends as the node ends', async () => {
    const place = await newPlace()
    await place.hand()
    expect(await place.run('exit 7').code()).toBe(7)
  })

  it('starts the node again for another word in the flag, and for no word left from earlier', async () => {
    const place = await newPlace()
    await place.hand()
    await place.flag('stall 17')
    const entry = place.run(GENTLE)
    await entry.until(1, /started/)
    await entry.until(3, /tick/)
    expect(entry.text()).not.toMatch(/stopped/)
    await place.flag('stall 18')
    await entry.until(2, /started/)
    expect(entry.text()).toMatch(/asked for: stall 18\n(tick\n)?stopped\nstarted/)
    await entry.until(6, /tick/)
    expect(entry.text().match(/started/g)).toHaveLength(2)
    expect(await entry.stop()).toBe(0)
  }, 20_000)

  it('kills a node that does not stop in its time', async () => {
    const place = await newPlace()
    await place.hand()
    const entry = place.run(STUBBORN, 1)
    await entry.until(1, /started/)
    await place.flag('stall')
    await entry.until(2, /started/)
    await place.flag('')
    const [, running] = [...entry.text().matchAll(/started (\d+)/g)].at(-1) ?? []
    process.kill(Number(running), 'SIGKILL')
    expect(await entry.code()).toBe(137)
  }, 20_000)

  it('keeps from the node what its image says of where to listen', async () => {
    const place = await newPlace()
    await place.hand()
    process.env.BESU_RPC_HTTP_HOST = '0.0.0.0'
    try {
      expect(await place.run('[ -z "${BESU_RPC_HTTP_HOST-}" ] && exit 7').code()).toBe(7)
    } finally {
      delete process.env.BESU_RPC_HTTP_HOST
    }
  })

  it('makes the folder of the data where there is none', async () => {
    const place = await newPlace()
    await place.hand()
    await rm(place.at('data'), { recursive: true })
    await writeFile(place.at('seeds/permissions.toml'), 'seed')
    expect(await place.run('exit 0').code()).toBe(0)
    expect(await readFile(place.at('data/permissions.toml'), 'utf8')).toBe('seed')
  })

  it('puts seeds where nothing stands, and never over what stands there', async () => {
    const place = await newPlace()
    await place.hand()
    await writeFile(place.at('seeds/permissions.toml'), 'seed')
    await writeFile(place.at('seeds/other.toml'), 'seed')
    await writeFile(place.at('data/other.toml'), 'rewritten by the node')
    expect(await place.run('exit 0').code()).toBe(0)
    expect(await readFile(place.at('data/permissions.toml'), 'utf8')).toBe('seed')
    expect(await readFile(place.at('data/other.toml'), 'utf8')).toBe('rewritten by the node')
  })
})
