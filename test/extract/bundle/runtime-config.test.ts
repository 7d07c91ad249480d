import { execFileSync } from 'node:child_process'
import { mkdtempSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { type RuntimeConfig, runtimeConfig } from '../../../src/extract/bundle/runtime-config.ts'
import { type ImageConfig, parseImageConfig } from '../../../src/oci/config.ts'
import { needProgram } from '../../support/programs.ts'
import { temporaryDirectory } from '../../support/temporary-directory.ts'

const scratch = temporaryDirectory()
const NOBODY = { passwd: '', group: '' }

function image(config: object, fields: object = {}): ImageConfig {
  const json = { os: 'linux', architecture: 'arm64', variant: 'v8', config, ...fields }
  return parseImageConfig(Buffer.from(JSON.stringify(json)), 'the test')
}

describe('what an image says of its containers', () => {
  test('process, as the table of verbatim fields has it', () => {
    const config = {
      Entrypoint: ['/app'],
      Cmd: ['--serve'],
      Env: ['A=1', 'PATH=/only'],
      WorkingDir: '/srv',
      User: '5:6',
    }
    const { process } = runtimeConfig(image(config), NOBODY, null)
    expect(process).toMatchObject({
      args: ['/app', '--serve'],
      env: ['A=1', 'PATH=/only'],
      cwd: '/srv',
      user: { uid: 5, gid: 6 },
    })
  })

  test('a process starts somewhere, finds programs, and has a command', () => {
    const { process } = runtimeConfig(image({ Env: ['A=1'], WorkingDir: 'srv/../app' }), NOBODY, null)
    expect(process.env).toEqual(['PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin', 'A=1'])
    expect([process.cwd, process.args]).toEqual(['/app', ['sh']])
    expect(runtimeConfig(image({}), NOBODY, null).process.cwd).toBe('/')
  })

  test('annotations, where labels win over what is derived', () => {
    const config = {
      Labels: { 'org.opencontainers.image.author': 'the label', 'com.example': 'x' },
      StopSignal: 'SIGINT',
      ExposedPorts: { '80/tcp': {}, '443/tcp': {} },
    }
    const fields = { author: 'the field', created: '2024-01-01T00:00:00Z' }
    expect(runtimeConfig(image(config, fields), NOBODY, null).annotations).toEqual({
      'com.example': 'x',
      'org.opencontainers.image.author': 'the label',
      'org.opencontainers.image.os': 'linux',
      'org.opencontainers.image.architecture': 'arm64',
      'org.opencontainers.image.variant': 'v8',
      'org.opencontainers.image.created': '2024-01-01T00:00:00Z',
      'org.opencontainers.image.stopSignal': 'SIGINT',
      'org.opencontainers.image.exposedPorts': '443/tcp,80/tcp',
    })
    expect(runtimeConfig(image({}, { author: 'me' }), NOBODY, null).annotations).toMatchObject({
      'org.opencontainers.image.author': 'me',
    })
  })
})

describe('what runc spec says', () => {
  test.for([
    ['for root', [], null],
    ['for others', ['--rootless'], { uid: process.getuid?.() ?? 0, gid: process.getgid?.() ?? 0 }],
  ] as const)('holds wherever an image has no say, %s', ([, flags, rootless], context) => {
    needProgram(context, 'runc')
    const directory = mkdtempSync(join(scratch, 'spec-'))
    execFileSync('runc', ['spec', ...flags], { cwd: directory })
    const spec = JSON.parse(readFileSync(join(directory, 'config.json'), 'utf8')) as RuntimeConfig
    const { process, root, mounts, linux } = runtimeConfig(image({}), NOBODY, rootless)
    expect({ mounts, linux }).toEqual({ mounts: spec.mounts, linux: spec.linux })
    expect(process).toEqual({ ...spec.process, terminal: false, env: spec.process.env.slice(0, 1) })
    expect(root).toEqual({ ...spec.root, readonly: false })
  })
})
