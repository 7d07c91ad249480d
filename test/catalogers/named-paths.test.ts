import { execFileSync } from 'node:child_process'
import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { type NamedPaths, namedPathsReader } from '../../src/catalogers/named-paths.ts'
import { needProgram } from '../support/programs.ts'
import { temporaryDirectory } from '../support/temporary-directory.ts'

const scratch = temporaryDirectory()

/** What is read of a file that comes in pieces of this size. */
function namesIn(
  bytes: Uint8Array,
  options: { path?: string; mode?: number; piece?: number } = {},
): NamedPaths | undefined {
  const { path = '/app', mode = 0o755, piece = 65_536 } = options
  const entry = { path, mode, size: bytes.length } as Parameters<typeof namedPathsReader.select>[0]
  const selection = namedPathsReader.select(entry, bytes.subarray(0, 4096))
  if (selection === undefined || !('stream' in selection)) return undefined
  for (let at = 0; at < bytes.length; at += piece) selection.stream.push(bytes.subarray(at, at + piece))
  return selection.stream.end()
}

function compiled(name: string, text: string, args: readonly string[]): Buffer {
  const source = join(scratch, `${name}.c`)
  writeFileSync(source, `#include <stdio.h>\nint main(void) { puts("${text}"); return 0; }\n`)
  execFileSync('musl-gcc', ['-o', join(scratch, name), source, ...args])
  return readFileSync(join(scratch, name))
}

describe('the places that a program names', () => {
  it('are found in a static one, wherever its pieces end', (context) => {
    needProgram(context, 'musl-gcc')
    const program = compiled('both', '/etc/ssl/certs/ca-certificates.crt /usr/share/zoneinfo/', ['-static'])
    for (const piece of [1, 7, 1000, program.length]) {
      expect(namesIn(program, { piece })).toEqual({ names: ['certificates', 'timezones'] })
    }
    expect(namesIn(compiled('neither', 'hello', ['-static']))).toBeUndefined()
  })

  it('are not looked for in what leaves that to libraries, in libraries, and in other files', (context) => {
    needProgram(context, 'musl-gcc')
    const path = '/etc/ssl/certs/'
    expect(namesIn(compiled('dynamic', path, []))).toBeUndefined()
    expect(namesIn(compiled('library', path, ['-shared', '-fPIC']), { path: '/lib/liba.so.1' })).toBeUndefined()
    expect(namesIn(Buffer.from(`#!/bin/sh\ncat ${path}\n`))).toBeUndefined()
  })

  it('are found in a program of Go, also in a dynamic one', (context) => {
    needProgram(context, 'skopeo')
    const path = process.env
      .PATH!.split(':')
      .map((directory) => join(directory, 'skopeo'))
      .find((file) => existsSync(file))!
    expect(namesIn(readFileSync(path))).toEqual({ names: ['certificates', 'timezones'] })
  })
})
