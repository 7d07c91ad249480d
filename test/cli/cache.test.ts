import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { imgpeek } from './imgpeek.ts'

describe('imgpeek cache', () => {
  let env: { XDG_CACHE_HOME: string }
  beforeAll(async () => {
    env = { XDG_CACHE_HOME: await mkdtemp(join(tmpdir(), 'imgpeek-cache-')) }
  })
  afterAll(() => rm(env.XDG_CACHE_HOME, { recursive: true }))

  it('says that nothing is there before the first use', async () => {
    const { code, stdout } = await imgpeek(['cache', 'info'], { env })
    expect(stdout).toBe(`${join(env.XDG_CACHE_HOME, 'imgpeek')}: 0 layers, 0 B\n`)
    expect(code).toBe(0)
  })

  it('says the same in JSON', async () => {
    const { stdout } = await imgpeek(['cache', 'info', '--json'], { env })
    expect(JSON.parse(stdout)).toMatchObject({ directory: join(env.XDG_CACHE_HOME, 'imgpeek'), entries: 0, bytes: 0 })
  })

  it('has nothing to remove from an empty cache', async () => {
    const { code, stdout } = await imgpeek(['cache', 'prune', '--max-size', '20MiB'], { env })
    expect([code, stdout]).toEqual([0, 'Removed 0 layers, 0 B.\n'])
  })
})
