import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { describe, expect, it } from 'vitest'
import { parse } from 'yaml'
import { committedLayout } from '../e2e/support/committed-images.ts'
import { temporaryDirectory } from '../support/temporary-directory.ts'
import { programOnPath } from './program-on-path.ts'
import { runShell } from './run-shell.ts'

const ROOT = fileURLToPath(new URL('../..', import.meta.url))
const scratch = temporaryDirectory()
const PATH = programOnPath(scratch)

interface Step {
  readonly run?: string
  readonly uses?: string
  readonly env?: Readonly<Record<string, string>>
}

const action = parse(readFileSync(`${ROOT}/action.yml`, 'utf8')) as {
  readonly inputs: Readonly<Record<string, { readonly default: string }>>
  readonly runs: { readonly using: string; readonly steps: readonly Step[] }
}

/** A runner's working directory and the files that it gives to a step. */
function runner(config?: string) {
  const directory = mkdtempSync(join(scratch, 'runner-'))
  const work = join(directory, 'work')
  mkdirSync(work)
  if (config !== undefined) writeFileSync(join(work, '.imgpeek.yaml'), config)
  const files = Object.fromEntries(['output', 'summary', 'path'].map((name) => [name, join(directory, name)]))
  for (const file of Object.values(files)) writeFileSync(file, '')
  const env = {
    PATH,
    RUNNER_TEMP: directory,
    GITHUB_ACTIONS: 'true',
    GITHUB_OUTPUT: files.output!,
    GITHUB_STEP_SUMMARY: files.summary!,
    GITHUB_PATH: files.path!,
    XDG_CACHE_HOME: join(directory, 'cache'),
  }
  const outputs = () =>
    Object.fromEntries(
      readFileSync(files.output!, 'utf8')
        .trimEnd()
        .split('\n')
        .map((line) => line.split(/=(.*)/s).slice(0, 2)),
    ) as Record<string, string>
  return { directory: work, env, outputs, summary: () => readFileSync(files.summary!, 'utf8') }
}

const gate = (at: ReturnType<typeof runner>, env: Readonly<Record<string, string>>) =>
  runShell('bash', [`${ROOT}/ci/github/gate.sh`], { cwd: at.directory, env: { ...at.env, ...env } })

describe('action.yml', () => {
  it('pins the version that this repository has', () => {
    const { version } = JSON.parse(readFileSync(`${ROOT}/package.json`, 'utf8')) as { version: string }
    expect(action.inputs.version!.default).toBe(version)
    const component = readFileSync(`${ROOT}/templates/gate.yml`, 'utf8')
    expect(component).toContain(`default: ${version}`)
  })

  it('uses every input, and scripts that are there', () => {
    const steps = JSON.stringify(action.runs)
    for (const name of Object.keys(action.inputs)) expect(steps).toContain(`inputs.${name}`)
    const scripts = steps.match(/ci\/github\/[\w.]+/g) ?? []
    expect(scripts.length).toBe(readdirSync(`${ROOT}/ci/github`).length)
    for (const script of scripts) expect(existsSync(join(ROOT, script))).toBe(true)
  })

  it('puts no input into the text of a script, where it could be run', () => {
    for (const { run } of action.runs.steps) expect(run ?? '').not.toContain('inputs.')
  })
})

describe('the step that gates', () => {
  it('writes reports, the summary and outputs of an image that passes', async () => {
    const at = runner('budgets: {layerCount: 20}\n')
    const { code, stdout } = await gate(at, { GATE_IMAGE: `oci:${committedLayout('webapp')}` })
    expect(code).toBe(0)
    expect(stdout).toMatch(/^PASS /)
    const { reports, ...outputs } = at.outputs()
    expect(outputs).toEqual({ 'exit-code': '0', verdict: 'pass' })
    expect(JSON.parse(readFileSync(join(reports!, 'gate.json'), 'utf8')).verdict).toBe('pass')
    expect(readFileSync(join(reports!, 'gate.sarif'), 'utf8')).toContain('2.1.0')
    expect(readFileSync(join(reports!, 'gate.junit.xml'), 'utf8')).toContain('<testsuite')
    expect(at.summary()).toContain('|')
  })

  it('leaves the failing to the last step, and annotates the run', async () => {
    const at = runner('budgets: {layerCount: 2}\n')
    const { code, stdout } = await gate(at, { GATE_IMAGE: `oci:${committedLayout('webapp')}` })
    expect(code).toBe(0)
    expect(stdout).toMatch(/^::error .*/m)
    expect(at.outputs()).toMatchObject({ 'exit-code': '1', verdict: 'fail' })
  })

  it('gives arguments on as they are, one a line', async () => {
    const at = runner()
    const env = { GATE_IMAGE: `oci:${committedLayout('webapp')}`, GATE_ARGS: '--max-layer-count\n20\n\n--no-cache\n' }
    await gate(at, env)
    expect(at.outputs()).toMatchObject({ 'exit-code': '0', verdict: 'pass' })
    await gate(at, { ...env, GATE_ARGS: '--max-layer-count\n20 $(touch ran); touch ran' })
    expect(at.outputs()).toMatchObject({ 'exit-code': '2', verdict: 'error' })
    expect(existsSync(join(at.directory, 'ran'))).toBe(false)
  })

  it('says error, not fail, of an image that cannot be had', async () => {
    const at = runner('budgets: {layerCount: 2}\n')
    const { stderr } = await gate(at, { GATE_IMAGE: 'oci:nothing-here' })
    expect(stderr).toContain('nothing-here')
    expect(at.outputs()).toMatchObject({ 'exit-code': '3', verdict: 'error' })
  })
})

describe('the step that installs', () => {
  it.each(['latest', '^0.1.0', '0.1', '0.1.0; id', '../evil'])(
    'refuses %s, which is no exact version',
    async (version) => {
      const at = runner()
      const { code, stdout } = await runShell('bash', [`${ROOT}/ci/github/install.sh`], {
        cwd: at.directory,
        env: { ...at.env, IMGPEEK_VERSION: version },
      })
      expect([code, stdout]).toEqual([2, expect.stringContaining('::error::')])
    },
  )
})
