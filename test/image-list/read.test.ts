import { mkdirSync, writeFileSync } from 'node:fs'
import { join, relative } from 'node:path'
import { expect, it } from 'vitest'
import { UnavailableError, UsageError } from '../../src/errors.ts'
import { readImageList } from '../../src/image-list/read.ts'
import { temporaryDirectory } from '../support/temporary-directory.ts'

const scratch = temporaryDirectory()

it('reads a list, and gives paths as the working directory has them', async () => {
  mkdirSync(join(scratch, 'lists'))
  const file = relative(process.cwd(), join(scratch, 'lists', 'a.yaml'))
  writeFileSync(file, '- {label: here, reference: ../layout}\n')
  const [entry] = await readImageList(file)
  expect(join(process.cwd(), entry!.reference)).toBe(join(scratch, 'layout'))
})

it('says that there is no such file, or that it cannot be read', async () => {
  await expect(readImageList(join(scratch, 'none.yaml'))).rejects.toThrow(UnavailableError)
  await expect(readImageList(scratch)).rejects.toThrow(UnavailableError)
})

it('refuses a file that is too large to be one, without reading it', async () => {
  const file = join(scratch, 'large.yaml')
  writeFileSync(file, '#'.repeat(1024 * 1024 + 1))
  await expect(readImageList(file)).rejects.toThrow(UsageError)
})
