import { mkdirSync, mkdtempSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import { UsageError } from '../../../src/errors.ts'
import { findConfig } from '../../../src/gate/config/find.ts'
import { temporaryDirectory } from '../../support/temporary-directory.ts'

const scratch = temporaryDirectory()

/** A directory two levels below another one, with these files, whose names are relative to the upper one. */
function directories(files: Readonly<Record<string, string>>): string {
  const top = mkdtempSync(join(scratch, 'top-'))
  const bottom = join(top, 'middle', 'bottom')
  mkdirSync(bottom, { recursive: true })
  for (const [name, text] of Object.entries(files)) writeFileSync(join(top, name), text)
  return bottom
}

it.for(['.imgpeek.yaml', '.imgpeek.yml', '.imgpeek.json'])(
  'finds %s in the directory and in those above',
  async (name) => {
    expect(await findConfig(directories({ [`middle/bottom/${name}`]: '' }))).toBe(name)
    expect(await findConfig(directories({ [name]: '' }))).toBe(`../../${name}`)
  },
)

it('takes the nearest', async () => {
  const files = { '.imgpeek.json': '', 'middle/.imgpeek.yaml': '' }
  expect(await findConfig(directories(files))).toBe('../.imgpeek.yaml')
})

it('takes a package.json that has the key, and passes over others', async () => {
  const files = {
    'package.json': '{"imgpeek": {}}',
    'middle/package.json': '{"devDependencies": {"imgpeek": "1"}}',
    'middle/bottom/package.json': '{"name": "app"}',
  }
  expect(await findConfig(directories(files))).toBe('../../package.json')
})

it('refuses to choose between two of one directory', async () => {
  const files = { 'middle/.imgpeek.yaml': '', 'middle/package.json': '{"imgpeek": {}}' }
  await expect(findConfig(directories(files))).rejects.toThrow(
    /^\S+middle has several configurations, \.imgpeek\.yaml and package\.json; /,
  )
  await expect(findConfig(directories(files))).rejects.toThrow(UsageError)
})
