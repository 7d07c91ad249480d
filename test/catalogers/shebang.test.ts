import { execFileSync } from 'node:child_process'
import { chmodSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { parseShebang, programOfEnv, shebangReader } from '../../src/catalogers/shebang.ts'
import { need } from '../support/programs.ts'
import { temporaryDirectory } from '../support/temporary-directory.ts'
import { treeOf } from '../support/tree-of.ts'

const scratch = temporaryDirectory()

function read(line: string) {
  return parseShebang(Buffer.from(line))
}

describe('a first line', () => {
  it.each([
    ['#!/bin/sh\nexit', { interpreter: '/bin/sh', argument: null }],
    ['#! /bin/sh -e\n', { interpreter: '/bin/sh', argument: '-e' }],
    ['#!\t/usr/bin/env \t python3  -u \t\n', { interpreter: '/usr/bin/env', argument: 'python3  -u' }],
    ['#!/bin/sh', { interpreter: '/bin/sh', argument: null }],
    ['#!interpreter\n', { interpreter: 'interpreter', argument: null }],
    ['#!/bin/sh\r\n', { interpreter: '/bin/sh\r', argument: null }],
  ])('is read as the kernel reads it: %j', (line, expected) => {
    expect(read(line)).toEqual(expected)
  })

  it.each(['', '#', '#!', '#!\n/bin/sh', '#!  \t\n', ' #!/bin/sh', 'ELF'])('that names nothing is none: %j', (line) => {
    expect(read(line)).toBeUndefined()
  })

  it('is none where the interpreter goes on beyond what the kernel looks at, and cut where the argument does', () => {
    expect(read(`#!/${'x'.repeat(300)}\n`)).toBeUndefined()
    expect(read(`#!/bin/sh ${'x'.repeat(300)}\n`)?.argument).toHaveLength(256 - '#!/bin/sh '.length)
  })

  it('keeps bytes that are not UTF-8', () => {
    expect(parseShebang(Buffer.from('#!/b\xffn\n', 'latin1'))).toEqual({ interpreter: '/b\udcffn', argument: null })
  })

  it('of any bytes gives words without white space at their ends', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 300 }), (rest) => {
        const found = parseShebang(Buffer.concat([Buffer.from('#!'), rest]))
        if (found === undefined) return
        expect(found.interpreter).toMatch(/^[^ \t\n\0]+$/)
        expect(found.argument ?? 'x').toMatch(/^[^ \t\n\0](?:[^\n\0]*[^ \t\n\0])?$/)
      }),
    )
  })

  it('is what this kernel makes of it', (context) => {
    need(context, process.platform === 'linux', 'only Linux splits the line in this way')
    const write = (name: string, text: string): string => {
      const path = join(scratch, name)
      writeFileSync(path, text)
      chmodSync(path, 0o755)
      return path
    }
    const interpreter = write('show-arguments', '#!/bin/sh\nfor word; do printf "[%s]" "$word"; done\n')
    const line = `#! \t${interpreter}  -x "a  b" \t\n`
    const script = write('script', line)
    expect(execFileSync(script, ['last'], { encoding: 'utf8' })).toBe(`[${read(line)?.argument}][${script}][last]`)
    expect(read(line)?.interpreter).toBe(interpreter)
  })
})

describe('the program that env looks for', () => {
  it.each([
    ['#!/usr/bin/env python3', 'python3'],
    ['#!/usr/bin/env -S python3 -u', 'python3'],
    ['#!/usr/bin/env -Snode --no-warnings', 'node'],
    ['#!/usr/bin/env --split-string=node --no-warnings', 'node'],
    ['#!/bin/env -S -i -u HOME LANG=C perl -w', 'perl'],
    ['#!/usr/bin/env -vS bash', 'bash'],
  ])('%s', (line, program) => {
    expect(programOfEnv(read(line)!)).toBe(program)
  })

  it.each(['#!/bin/sh', '#!/usr/bin/env', '#!/usr/bin/env -i', '#!/usr/bin/env -S A=1', '#!/usr/bin/python3 env'])(
    'is none for %s',
    (line) => {
      expect(programOfEnv(read(line)!)).toBeUndefined()
    },
  )
})

describe('the reader', () => {
  it('takes scripts that may be executed, and no other files', () => {
    const tree = treeOf(
      [
        {
          '/bin/script': { content: '#!/bin/sh\n', mode: 0o755 },
          '/lib/sourced.sh': '#!/bin/sh\n',
          '/bin/program': { content: '\x7fELF', mode: 0o755 },
          '/bin/empty': { content: '', mode: 0o755 },
          '/bin/long': { content: `#!/bin/sh\n${'#'.repeat(10_000)}`, mode: 0o700 },
        },
      ],
      shebangReader,
    )
    expect(Array.from(tree.facts(), ({ node }) => node.path)).toEqual(['/bin/long', '/bin/script'])
  })
})
