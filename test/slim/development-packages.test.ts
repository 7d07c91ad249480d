import { describe, expect, it } from 'vitest'
import type { ExecutionConfig } from '../../src/oci/config.ts'
import { planSlim } from '../../src/slim/plan-slim.ts'
import type { SlimOptions } from '../../src/slim/slim-options.ts'
import type { SlimPlan } from '../../src/slim/slim-plan.ts'
import { program } from '../catalogers/elf/elf-tree.ts'
import { imageFrom } from '../fit/image.ts'
import type { LayerFile } from '../support/tree-of.ts'
import { debianWith, fateOf } from './plan-of.ts'

const MODULES = '/app/node_modules'
const module = (name: string): string => `${MODULES}/${name}/index.js`

/** An app of which npm installed `express` to run, and the others for development: `mocha` with `ms`, `esbuild`, `ms`. */
function appOf(
  own: Record<string, LayerFile>,
  config: Partial<ExecutionConfig> = {},
  options: SlimOptions = {},
): SlimPlan {
  const names = ['express', 'mocha', 'esbuild', 'ms']
  const lock = Object.fromEntries(
    names.map((name) => [`node_modules/${name}`, { version: '1.0.0', ...(name !== 'express' && { dev: true }) }]),
  )
  const files: Record<string, LayerFile> = {
    '/app/server.js': "require('express')",
    [`${MODULES}/.package-lock.json`]: JSON.stringify({ lockfileVersion: 3, packages: lock }),
    ...Object.fromEntries(
      names.flatMap((name) => [
        [module(name), name],
        [`${MODULES}/${name}/package.json`, '{}'],
      ]),
    ),
    ...own,
  }
  const image = debianWith({ '/usr/bin/node': program(['libc.so.6']), '/usr/bin/npm': program(['libc.so.6']) }, files, {
    config: { cmd: ['node', '/app/server.js'], ...config },
    packages: names.map((name) => ({ type: 'npm', name, paths: [module(name)], layer: 1 })),
  })
  const inventory = imageFrom(image)
  const packages = inventory.packages.map((found) => {
    const dependencies = found.name === 'mocha' ? ['ms@*'] : []
    return { ...found, database: `${MODULES}/${found.name}/package.json`, dependencies }
  })
  return planSlim({ ...inventory, packages }, { mode: 'files', ...options })
}

const dropped = (plan: SlimPlan): string[] =>
  ['express', 'mocha', 'esbuild', 'ms'].filter((name) => fateOf(plan, module(name)) === '-development-dependencies')

describe('packages that npm installed for development alone', () => {
  it('go, and the output says which, without what they brought along', () => {
    const plan = appOf({})
    expect(dropped(plan)).toEqual(['mocha', 'esbuild', 'ms'])
    expect(fateOf(plan, module('express'))).toBe('own-layer')
    expect(plan.doubts).toContain(
      'npm installed esbuild, mocha for development, and nothing is seen to load that: if the app does, name it with --keep-package.',
    )
  })

  it('go where only tests load them', () => {
    expect(dropped(appOf({ '/app/test/all.js': "require('mocha')" }))).toContain('mocha')
  })

  it('stay with what they need where the app loads them, or may', () => {
    expect(dropped(appOf({ '/app/lib/extra.js': "load('mocha/lib/x')" }))).toEqual(['esbuild'])
    expect(dropped(appOf({ '/app/lib/extra.js': `'x'${' '.repeat(2 ** 20)}` }))).toEqual([])
  })

  it.each([
    [{ cmd: ['node', '-r', 'mocha/register', '/app/server.js'] }, ['esbuild']],
    [{ env: ['NODE_OPTIONS=--require=esbuild/hook'] }, ['mocha', 'ms']],
    [{ cmd: ['node', module('esbuild')] }, ['mocha', 'ms']],
    [{ cmd: ['npm', 'start'] }, []],
    [{ cmd: ['/bin/sh', '-c', 'exec npm start'] }, []],
  ])('stay where the config names them, or npm: %j', (config, names) => {
    expect(dropped(appOf({}, config))).toEqual(names)
  })

  it('stay where a script of the app names npm', () => {
    const start = { content: '#!/bin/sh\nnpm run start\n', mode: 0o755 }
    expect(dropped(appOf({ '/app/start.sh': start }, { cmd: ['/app/start.sh'] }))).toEqual([])
  })

  it('stay where the user says so, and in mode policy', () => {
    expect(dropped(appOf({}, {}, { keepPackages: ['mocha'] }))).toEqual(['esbuild'])
    expect(dropped(appOf({}, {}, { mode: 'policy' }))).toEqual([])
  })
})
