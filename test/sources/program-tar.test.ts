import { chmodSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { DEFAULT_LIMITS } from '../../src/limits.ts'
import { detectSource } from '../../src/sources/detect.ts'
import { layerBytes } from '../support/read-image.ts'
import { readTar } from '../support/read-tar.ts'
import { temporaryDirectory } from '../support/temporary-directory.ts'

const temporary = temporaryDirectory()

test.each([
  ['server', Buffer.concat([Buffer.from('\x7fELF'), Buffer.alloc(5000, 1)])],
  ['start.sh', Buffer.from('#!/bin/sh\necho started\n')],
])('a program by itself is an image of one file: %s', async (name, content) => {
  const path = join(temporary, name)
  writeFileSync(path, content)
  chmodSync(path, 0o600)
  expect(await detectSource(path, { env: {}, limits: DEFAULT_LIMITS })).toBe('rootfs')
  const [tar] = await layerBytes(`rootfs:${path}`)
  expect(readTar(tar!)).toMatchObject([{ path: `/${name}`, type: 'file', mode: 0o755, uid: 0, gid: 0, content }])
})

test('what is neither a program nor a tar is none', async () => {
  const path = join(temporary, 'text')
  writeFileSync(path, 'text '.repeat(500))
  await expect(layerBytes(`rootfs:${path}`)).rejects.toThrow('text')
})
