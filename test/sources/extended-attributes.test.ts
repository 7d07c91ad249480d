import { execFileSync } from 'node:child_process'
import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { encodeName } from '../../src/layer/tar/text.ts'
import { readExtendedAttributes } from '../../src/sources/extended-attributes.ts'
import { needProgram } from '../support/programs.ts'
import { temporaryDirectory } from '../support/temporary-directory.ts'

const temporary = temporaryDirectory()

test('attributes come as they are set, under any name and with any bytes', async (context) => {
  for (const program of ['getfattr', 'setfattr']) needProgram(context, program)
  const root = join(temporary, 'root')
  mkdirSync(join(root, 'below'), { recursive: true })
  const names = ['plain', 'with space', 'new\nline', 'back\\slash', '# file: x', 'caf\udce9', 'below/é']
  const values = new Map([
    ['user.empty', Buffer.alloc(0)],
    ['user.bytes', Buffer.from([0, 1, 0x0a, 0x22, 0xff])],
  ])
  for (const name of names) {
    const path = Buffer.concat([Buffer.from(`${root}/`), encodeName(name)])
    writeFileSync(path, '')
    for (const [key, value] of values) setAttribute(path, key, value)
  }
  const read = await readExtendedAttributes(root, String.raw`^user\.(empty|bytes)$`, undefined)
  expect([...read!.keys()].sort()).toEqual(names.map((name) => `/${name}`).sort())
  for (const attributes of read!.values()) {
    expect([...attributes].sort()).toEqual([...values].sort())
  }
  expect((await readExtendedAttributes(root, '^user\\.none$', undefined))!.size).toBe(0)
})

/** By the shell, since a name that is not UTF-8 cannot be an argument. */
function setAttribute(path: Buffer, name: string, value: Buffer): void {
  const octal = Array.from(path, (byte) => `\\${byte.toString(8).padStart(3, '0')}`).join('')
  const given = value.length > 0 ? `-v 0s${value.toString('base64')}` : ''
  execFileSync('bash', ['-c', `setfattr -n ${name} ${given} $'${octal}'`])
}
