import { describe, expect, it } from 'vitest'
import { entrypointBinary } from '../../../src/catalogers/elf/entrypoint.ts'
import { EMPTY_EXECUTION_CONFIG, type ExecutionConfig } from '../../../src/oci/config.ts'
import { treeOf } from '../../support/tree-of.ts'

const executable = { content: 'x', mode: 0o755 }
const tree = treeOf([
  {
    '/bin/busybox': executable,
    '/bin/sh': { symlink: '/bin/busybox' },
    '/usr/local/bin/app': executable,
    '/opt/app/bin/app': executable,
    '/opt/data/app': 'not executable',
    '/opt/app/bin/tool': { directory: true as const },
  },
])
const found = (config: Partial<ExecutionConfig>) =>
  entrypointBinary(tree, { ...EMPTY_EXECUTION_CONFIG, ...config })?.path

describe('entrypointBinary', () => {
  it('takes the first word of the entrypoint, else of the command', () => {
    expect(found({ entrypoint: ['/opt/app/bin/app'], cmd: ['/bin/sh'] })).toBe('/opt/app/bin/app')
    expect(found({ cmd: ['/usr/local/bin/app', '-v'] })).toBe('/usr/local/bin/app')
    expect(found({})).toBeUndefined()
  })

  it('follows symlinks', () => {
    expect(found({ cmd: ['/bin/sh'] })).toBe('/bin/busybox')
  })

  it('searches the PATH of the image for executable files', () => {
    expect(found({ cmd: ['app'], env: ['PATH=/opt/data:/opt/app/bin:/usr/local/bin'] })).toBe('/opt/app/bin/app')
    expect(found({ cmd: ['tool'], env: ['PATH=/opt/app/bin'] })).toBeUndefined()
  })

  it('searches the usual directories without a PATH', () => {
    expect(found({ cmd: ['app'] })).toBe('/usr/local/bin/app')
  })

  it('starts relative paths in the working directory', () => {
    expect(found({ cmd: ['./bin/app'], workingDir: '/opt/app' })).toBe('/opt/app/bin/app')
    expect(found({ cmd: ['bin/sh'] })).toBe('/bin/busybox')
    expect(found({ cmd: ['app'], workingDir: '/opt/app', env: ['PATH=bin'] })).toBe('/opt/app/bin/app')
  })

  it('finds nothing for a program that the image does not hold', () => {
    expect(found({ cmd: ['/gone'] })).toBeUndefined()
  })
})
