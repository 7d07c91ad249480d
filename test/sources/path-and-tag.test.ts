import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { splitPathAndTag } from '../../src/sources/path-and-tag.ts'
import { temporaryDirectory } from '../support/temporary-directory.ts'

const temporary = temporaryDirectory()

test.each([
  ['dir', 'dir', null],
  ['dir:3.20', 'dir', '3.20'],
  ['dir:', 'dir', null],
  ['/a/b.tar:localhost:5000/app:1', '/a/b.tar', 'localhost:5000/app:1'],
  ['C:\\images\\alpine', 'C:\\images\\alpine', null],
  ['C:\\images\\alpine:3.20', 'C:\\images\\alpine', '3.20'],
  ['c:/images/alpine:app:1', 'c:/images/alpine', 'app:1'],
])('%s', async (name, path, tag) => {
  expect(await splitPathAndTag(name)).toEqual({ path, tag })
})

test.skipIf(process.platform === 'win32')('a path that exists as it is written is no tag', async () => {
  const path = join(temporary, 'saved:today.tar')
  writeFileSync(path, '')
  expect(await splitPathAndTag(path)).toEqual({ path, tag: null })
  expect(await splitPathAndTag(`${path}-`)).toEqual({ path: join(temporary, 'saved'), tag: 'today.tar-' })
})
