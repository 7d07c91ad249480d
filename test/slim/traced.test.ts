import { describe, expect, it } from 'vitest'
import { slimAudit } from '../../src/slim/audit.ts'
import { learnedDocument } from '../../src/slim/learned-document.ts'
import type { SlimPlan } from '../../src/slim/slim-plan.ts'
import type { Trace } from '../../src/slim/trace/trace.ts'
import type { TracedUse } from '../../src/slim/trace/traced-paths.ts'
import { library, program } from '../catalogers/elf/elf-tree.ts'
import { chainOf, debianWith, fateOf, planFor, staying } from './plan-of.ts'

const LIB = '/usr/lib/x86_64-linux-gnu'
const RUNS = { config: { cmd: ['/app'] } }
const APP = { '/app': program(['libc.so.6']) }
const SYSTEM = {
  '/opt/plugin.so': library(['libplugged.so.1', 'libc.so.6']),
  [`${LIB}/libplugged.so.1`]: { symlink: 'libplugged.so.1.0' },
  [`${LIB}/libplugged.so.1.0`]: library(['libc.so.6'], { soname: 'libplugged.so.1' }),
  '/usr/bin/tool': program(['libplugged.so.1', 'libc.so.6']),
  '/usr/bin/script': { content: '#!/usr/bin/tool\n', mode: 0o755 },
  '/usr/share/data/one': 'the first',
  '/usr/share/data/two': 'the second',
  '/usr/share/man/man1/tool.1': 'how to',
  '/etc/alias': { symlink: '/usr/share/data/two' },
  '/var/spool/app/keep/none': '',
}

/** A run that used something. */
function trace(...used: readonly (readonly [path: string, use: TracedUse['use']])[]): Trace {
  const uses = used.map(([path, use]) => [path, { use, call: `${use}-call`, program: '/app' }] as const)
  return { name: 'app --test', kind: 'run', uses: new Map(uses), ended: { exitCode: 0, stopped: false }, warnings: [] }
}

function planWith(traces: readonly Trace[] | undefined, mode: SlimPlan['mode'] = 'files'): SlimPlan {
  const packages = [
    { type: 'deb', name: 'data', paths: ['/usr/share/data/one', '/usr/share/data/two'] },
    { type: 'deb', name: 'tool', paths: ['/usr/bin/tool', '/usr/share/man/man1/tool.1'] },
  ] as const
  return planFor(debianWith(SYSTEM, APP, { ...RUNS, packages }), { mode, traces })
}

describe('what a run used', () => {
  it('stays, with the process and the call as its reason', () => {
    const plan = planWith([trace(['/usr/share/data/one', 'opened'])])
    expect(fateOf(planWith(undefined), '/usr/share/data/one')).toBe('-unneeded')
    expect(fateOf(plan, '/usr/share/data/one')).toBe('traced')
    expect(fateOf(plan, '/usr/share/data/two')).toBe('-unneeded')
    const audited = [...slimAudit(plan).paths].find(({ path }) => path === '/usr/share/data/one')
    expect(audited).toMatchObject({
      reason: 'traced',
      says: 'was opened by /app in a run (opened-call)',
      because: null,
    })
  })

  it('comes with all that it needs', () => {
    const opened = planWith([trace(['/opt/plugin.so', 'opened'])])
    expect(chainOf(opened, `${LIB}/libplugged.so.1.0`)).toEqual([`${LIB}/libplugged.so.1.0`, '/opt/plugin.so'])
    const executed = planWith([trace(['/usr/bin/tool', 'executed'])])
    expect(staying(executed)).toEqual(expect.arrayContaining(['/usr/bin/tool', `${LIB}/libplugged.so.1`]))
  })

  it('brings no interpreter where a script is only read', () => {
    const read = planWith([trace(['/usr/bin/script', 'opened'])])
    expect(staying(read)).not.toContain('/usr/bin/tool')
    expect(fateOf(planWith([trace(['/usr/bin/script', 'executed'])]), '/usr/bin/tool')).toBe('interpreter')
  })

  it('stays with every symlink on the way', () => {
    const plan = planWith([trace(['/etc/alias', 'statted'], ['/bin/../etc/../usr/share/./data/one', 'opened'])])
    expect(fateOf(plan, '/etc/alias')).toBe('traced')
    expect(fateOf(plan, '/usr/share/data/two')).toBe('traced')
    expect(fateOf(planWith([trace(['/usr/../usr/share/data/one', 'opened'])]), '/usr/share/data/one')).toBe('traced')
  })

  it('stays by itself where it is a directory', () => {
    const plan = planWith([trace(['/usr/share/data', 'opened'])])
    expect(fateOf(plan, '/usr/share/data')).toBe('traced')
    expect(fateOf(plan, '/usr/share/data/one')).toBe('-unneeded')
  })

  it('needs the directory in which it was made', () => {
    const plan = planWith([
      trace(['/var/spool/app/keep/made', 'opened'], ['/made', 'changed'], ['/no/such/at-all', 'opened']),
    ])
    expect(fateOf(plan, '/var/spool/app/keep')).toBe('traced')
    expect(fateOf(plan, '/var/spool/app/keep/none')).toBe('-unneeded')
    expect(plan.learned?.added.map(({ path }) => path)).toEqual([
      '/var',
      '/var/spool',
      '/var/spool/app',
      '/var/spool/app/keep',
    ])
  })

  it('brings its whole package in mode packages, and what a policy would drop in every mode', () => {
    const packages = planWith([trace(['/usr/share/data/one', 'opened'])], 'packages')
    expect(fateOf(packages, '/usr/share/data/two')).toBe('package')
    for (const mode of ['packages', 'files', 'policy'] as const) {
      expect(
        fateOf(planWith([trace(['/usr/share/man/man1/tool.1', 'opened'])], mode), '/usr/share/man/man1/tool.1'),
        mode,
      ).toBe('traced')
    }
  })
})

describe('what a run adds', () => {
  it('is what would go without it, and nothing else', () => {
    const plan = planWith([
      trace(['/app', 'executed'], ['/usr/share/data/one', 'opened'], ['/opt/plugin.so', 'opened']),
    ])
    expect(fateOf(plan, '/app')).toBe('entrypoint')
    const before = new Set(staying(planWith(undefined)))
    const added = staying(plan).filter((path) => !before.has(path))
    expect(plan.learned?.added.filter(({ type }) => type !== 'directory').map(({ path }) => path)).toEqual(added)
    expect(added).toEqual(expect.arrayContaining(['/opt/plugin.so', '/usr/share/data/one', `${LIB}/libplugged.so.1.0`]))
  })

  it('is told with its bytes, and with the paths that the image has', () => {
    const used = [
      ['/usr/share/data/one', 'opened'],
      ['/tmp/made', 'opened'],
      ['/app', 'executed'],
    ] as const
    expect(learnedDocument(planWith([trace(...used)]))).toEqual({
      runs: [{ name: 'app --test', kind: 'run', paths: 2, exitCode: 0, stopped: false }],
      files: 1,
      bytes: 'the first'.length,
      added: [
        expect.objectContaining({ path: '/usr/share', reason: 'directory' }),
        expect.objectContaining({ path: '/usr/share/data', reason: 'directory' }),
        expect.objectContaining({ path: '/usr/share/data/one', bytes: 9, reason: 'traced', because: null }),
      ],
    })
  })

  it('counts no bytes that another path has that stays anyway', () => {
    const system = { '/opt/other-name': { hardlink: '/opt/tool' }, '/opt/tool': program(['libc.so.6']) }
    const traces = [trace(['/opt/other-name', 'opened'])]
    const plan = planFor(debianWith(system, APP, RUNS), { keep: ['/opt/tool'], traces })
    expect(learnedDocument(plan)).toMatchObject({ files: 1, bytes: 0 })
  })

  it('is nothing where nothing was learnt', () => {
    expect(learnedDocument(planWith(undefined))).toBeNull()
    expect(learnedDocument(planWith([trace(['/app', 'executed'])]))).toMatchObject({ files: 0, bytes: 0, added: [] })
  })

  it('is the same whatever the order of the runs', () => {
    const one = trace(['/usr/share/data/one', 'opened'])
    const two = trace(['/opt/plugin.so', 'opened'])
    expect(staying(planWith([one, two]))).toEqual(staying(planWith([two, one])))
  })
})
