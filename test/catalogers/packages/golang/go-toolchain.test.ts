import { execFileSync } from 'node:child_process'
import { mkdirSync, mkdtempSync, readFileSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { hasProgram } from '../../../../fixtures/compress.ts'
import { golangCataloger } from '../../../../src/catalogers/packages/golang/golang-cataloger.ts'
import { needProgram } from '../../../support/programs.ts'
import { readInPieces } from '../../../support/read-in-pieces.ts'
import { temporaryDirectory } from '../../../support/temporary-directory.ts'

const root = temporaryDirectory()

const SOURCES = {
  'go.mod':
    'module example.com/hello\n\ngo 1.21\n\nrequire example.com/dep v1.2.3\n\nreplace example.com/dep v1.2.3 => ./dep\n',
  'main.go': 'package main\n\nimport "example.com/dep"\n\nfunc main() { println(dep.Answer()) }\n',
  'dep/go.mod': 'module example.com/dep\n\ngo 1.21\n',
  'dep/dep.go': 'package dep\n\nfunc Answer() int { return 42 }\n',
}

describe('golangCataloger and the Go toolchain', () => {
  it.for([
    ['as it is built', []],
    ['stripped', ['-ldflags=-s -w']],
    ['without a build id', ['-ldflags=-buildid=']],
    ['position independent', ['-buildmode=pie']],
  ] as const)('agree on a binary, %s', { timeout: 300_000 }, ([, flags], context) => {
    needProgram(context, 'go')
    const directory = mkdtempSync(join(root, 'module-'))
    for (const [path, content] of Object.entries(SOURCES)) {
      mkdirSync(dirname(join(directory, path)), { recursive: true })
      writeFileSync(join(directory, path), content)
    }
    const env = { ...process.env, CGO_ENABLED: '0', GOPROXY: 'off', GOFLAGS: '', GOWORK: 'off', GOTOOLCHAIN: 'local' }
    const withCommit = hasProgram('git')
    if (withCommit) {
      const git = (...given: string[]) => execFileSync('git', given, { cwd: directory, env, stdio: 'pipe' })
      git('init', '-q')
      git('add', '.')
      git('-c', 'user.name=t', '-c', 'user.email=t@example.com', 'commit', '-q', '-m', 'first', '--no-gpg-sign')
    }
    execFileSync('go', ['build', `-buildvcs=${withCommit}`, ...flags, '-o', 'hello', '.'], { cwd: directory, env })
    const [first, ...rest] = execFileSync('go', ['version', '-m', 'hello'], { cwd: directory, env, encoding: 'utf8' })
      .trimEnd()
      .split('\n')
    const rows = rest.map((line) => line.split('\t').slice(1))
    const of = (kind: string) => rows.filter(([given]) => given === kind)
    const settings = new Map(of('build').map(([, text = '']) => text.split('=', 2) as [string, string]))

    const binary = readFileSync(join(directory, 'hello'))
    const expected = {
      goVersion: first!.slice('hello: '.length),
      path: of('path')[0]![1],
      main: { path: of('mod')[0]![1], version: of('mod')[0]![2] },
      dependencies: [{ path: 'example.com/dep', version: of('=>')[0]![2] }],
      ...(withCommit && {
        vcs: {
          system: 'git',
          revision: settings.get('vcs.revision'),
          time: settings.get('vcs.time'),
          modified: settings.get('vcs.modified') === 'true',
        },
      }),
    }
    expect(readInPieces(golangCataloger, '/hello', binary)).toEqual({ facts: [expected], problems: [] })
    const headerless = Buffer.from(binary)
    headerless.writeBigUInt64LE(0n, 40) // e_shoff
    headerless.fill(0, 60, 64) // e_shnum, e_shstrndx
    expect(readInPieces(golangCataloger, '/hello', headerless).facts).toEqual([expected])
  })
})
