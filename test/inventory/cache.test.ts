import { execFile } from 'node:child_process'
import { cpSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, statSync, utimesSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { inspectImage } from '../../src/index.ts'
import { cacheInfo, LayerCache, pruneCache } from '../../src/inventory/cache.ts'
import type { Digest } from '../../src/oci/digest.ts'
import { temporaryDirectory } from '../support/temporary-directory.ts'

const scratch = temporaryDirectory()
const IMAGE = `oci:${join(import.meta.dirname, '../../fixtures/images/odd-layers')}`
const digest = (digit: string): Digest => `sha256:${digit.repeat(64)}`

function freshEnv(): { XDG_CACHE_HOME: string } {
  return { XDG_CACHE_HOME: mkdtempSync(join(scratch, 'cache-')) }
}

function inspect(env: { XDG_CACHE_HOME: string }) {
  return inspectImage(IMAGE, { env, platform: 'linux/amd64' })
}

/** The paths of all files below a directory, in the order of their names. */
function filesBelow(directory: string): string[] {
  const entries = readdirSync(directory, { recursive: true, withFileTypes: true })
  return entries
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name))
    .sort()
}

describe('entries', () => {
  test('what is written under a digest is read under it, and under no other', async () => {
    const cache = new LayerCache(freshEnv(), 'fingerprint')
    expect(await cache.read(digest('a'))).toBeUndefined()
    await cache.write(digest('a'), Buffer.from('one'))
    await cache.write(digest('b'), Buffer.from('two'))
    expect(Buffer.from((await cache.read(digest('a')))!).toString()).toBe('one')
    expect(Buffer.from((await cache.read(digest('b')))!).toString()).toBe('two')
  })

  test('an inventory of other catalogers is not taken', async () => {
    const env = freshEnv()
    await new LayerCache(env, 'old').write(digest('a'), Buffer.from('one'))
    expect(await new LayerCache(env, 'new').read(digest('a'))).toBeUndefined()
  })

  test('a cache that cannot be written is as good as none', async () => {
    const home = join(scratch, 'a-file')
    writeFileSync(home, '')
    const cache = new LayerCache({ XDG_CACHE_HOME: home }, 'fingerprint')
    await cache.write(digest('a'), Buffer.from('one'))
    expect(await cache.read(digest('a'))).toBeUndefined()
    expect((await inspect({ XDG_CACHE_HOME: home })).os?.id).toBe('odd')
  })

  test('processes that write the same entry at once leave whole entries at every moment', async () => {
    const env = freshEnv()
    const program = fileURLToPath(new URL('../support/cache-writer.ts', import.meta.url))
    let running = true
    const writers = Promise.all(
      ['1', '2', '3'].map((fill) =>
        promisify(execFile)(process.execPath, [program, env.XDG_CACHE_HOME, digest('a'), fill, '100']),
      ),
    ).finally(() => (running = false))
    const cache = new LayerCache(env, 'fingerprint')
    let reads = 0
    while (running) {
      const bytes = await cache.read(digest('a'))
      if (bytes === undefined) continue // no writer has come so far
      reads++
      const fill = bytes[0]!
      expect(Buffer.from(bytes).equals(Buffer.alloc(100_000 + 1000 * fill, fill))).toBe(true)
    }
    await writers
    expect(reads).toBeGreaterThan(0)
    expect(filesBelow(env.XDG_CACHE_HOME)).toHaveLength(1)
  })
})

describe('an image that is read again', () => {
  test('gives the same answer from the cache', async () => {
    const env = freshEnv()
    const cold = await inspect(env)
    expect((await cacheInfo({ env })).entries).toBe(cold.layers.length)
    expect(await inspect(env)).toEqual(cold)
  })

  test('comes from the cache: the source need not have the layers any more', async () => {
    const env = freshEnv()
    const copy = join(scratch, 'copy')
    cpSync(IMAGE.slice('oci:'.length), copy, { recursive: true })
    const cold = await inspectImage(`oci:${copy}`, { env, platform: 'linux/amd64' })
    for (const { digest: layer } of cold.layers) writeFileSync(join(copy, 'blobs', layer!.replace(':', '/')), '')
    expect(await inspectImage(`oci:${copy}`, { env, platform: 'linux/amd64' })).toEqual(cold)
  })

  test('is read from the source where an entry is damaged, and the entry is mended', { timeout: 60_000 }, async () => {
    const env = freshEnv()
    const cold = await inspect(env)
    const files = filesBelow(env.XDG_CACHE_HOME)
    const whole = files.map((file) => readFileSync(file))
    const damage = fc.record({
      file: fc.nat(files.length - 1),
      at: fc.double({ min: 0, max: 1, noNaN: true }),
      cut: fc.boolean(),
    })
    await fc.assert(
      fc.asyncProperty(damage, async ({ file, at, cut }) => {
        const bytes = Buffer.from(whole[file]!)
        const place = Math.min(bytes.length - 1, Math.floor(at * bytes.length))
        bytes[place]! ^= 0x55
        writeFileSync(files[file]!, cut ? bytes.subarray(0, place) : bytes)
        expect(await inspect(env)).toEqual(cold)
        expect(readFileSync(files[file]!).equals(whole[file]!)).toBe(true)
      }),
      { numRuns: 12 },
    )
  })
})

describe('pruning', () => {
  /** A cache of four entries of 1,000 bytes, used one after another: `a` the longest ago. */
  async function filled(): Promise<{ XDG_CACHE_HOME: string }> {
    const env = freshEnv()
    for (const [age, name] of ['d', 'c', 'b', 'a'].entries()) {
      await new LayerCache(env, name < 'c' ? 'old' : 'new').write(digest(name), Buffer.alloc(1000))
      const file = filesBelow(env.XDG_CACHE_HOME).find((path) => path.includes(name.repeat(64)))!
      const used = new Date(Date.now() - (age + 1) * 60_000)
      utimesSync(file, used, used)
    }
    return env
  }

  const kept = (env: { XDG_CACHE_HOME: string }): string[] =>
    filesBelow(env.XDG_CACHE_HOME)
      .map((path) => path.at(-1)!)
      .sort()

  test('without a size empties the cache', async () => {
    const env = await filled()
    expect(await pruneCache({ env })).toMatchObject({ removed: 4, freedBytes: 4000, keptBytes: 0 })
    expect(await cacheInfo({ env })).toMatchObject({ entries: 0, bytes: 0 })
  })

  test('keeps what was used last, as much of it as fits', async () => {
    const env = await filled()
    expect(await pruneCache({ env, maxBytes: 2500 })).toMatchObject({ removed: 2, freedBytes: 2000, keptBytes: 2000 })
    expect(kept(env)).toEqual(['c', 'd'])
  })

  test('counts reading as use', async () => {
    const env = await filled()
    const file = filesBelow(env.XDG_CACHE_HOME).find((path) => path.endsWith('a'))!
    await new LayerCache(env, 'old').read(digest('a'))
    await expect.poll(() => Date.now() - statSync(file).mtimeMs).toBeLessThan(30_000)
    await pruneCache({ env, maxBytes: 1000 })
    expect(kept(env)).toEqual(['a'])
  })

  test('leaves alone what a process is writing, and takes what a dead one left', async () => {
    const env = await filled()
    const directory = join(env.XDG_CACHE_HOME, 'imgpeek', 'layers', 'new')
    mkdirSync(directory, { recursive: true })
    writeFileSync(join(directory, 'fresh.tmp'), 'x')
    writeFileSync(join(directory, 'stale.tmp'), 'x')
    const yesterday = new Date(Date.now() - 24 * 60 * 60_000)
    utimesSync(join(directory, 'stale.tmp'), yesterday, yesterday)
    await pruneCache({ env })
    expect(filesBelow(env.XDG_CACHE_HOME)).toEqual([join(directory, 'fresh.tmp')])
  })

  test('of a cache that is not there does nothing', async () => {
    const env = { XDG_CACHE_HOME: join(scratch, 'nowhere') }
    expect(await pruneCache({ env })).toMatchObject({ removed: 0, freedBytes: 0, keptBytes: 0 })
    expect(await cacheInfo({ env })).toMatchObject({ entries: 0, bytes: 0 })
  })
})
