import { mkdtempSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { describe, expect, it } from 'vitest'
import { parse, parseAllDocuments } from 'yaml'
import { committedLayout } from '../e2e/support/committed-images.ts'
import { temporaryDirectory } from '../support/temporary-directory.ts'
import { programOnPath } from './program-on-path.ts'
import { runShell } from './run-shell.ts'

const text = readFileSync(fileURLToPath(new URL('../../templates/gate.yml', import.meta.url)), 'utf8')
const scratch = temporaryDirectory()
const PATH = programOnPath(scratch)

type Inputs = Readonly<Record<string, string>>

interface Job {
  readonly variables: Readonly<Record<string, string>>
  readonly script: readonly string[]
  readonly artifacts: { readonly reports: Readonly<Record<string, string>> }
}

/** The job that GitLab makes of the component: inputs are put in their places before the YAML is read. */
function jobOf(inputs: Inputs): Job {
  const [head, body] = text.split('\n---\n') as [string, string]
  const { spec } = parse(head) as { spec: { inputs: Readonly<Record<string, { default: string }>> } }
  const filled = body.replace(/\$\[\[ inputs\.([\w-]+) \]\]/g, (_, name: string) => {
    if (!(name in spec.inputs)) throw new Error(`${name} is no input`)
    return inputs[name] ?? spec.inputs[name]!.default
  })
  return (parse(filled) as Record<string, Job>)['imgpeek-gate']!
}

/** Runs the job's script as a runner does. */
async function run(inputs: Inputs, config: string) {
  const directory = mkdtempSync(join(scratch, 'project-'))
  writeFileSync(join(directory, '.imgpeek.yaml'), config)
  const { variables, script, artifacts } = jobOf(inputs)
  const expanded = Object.entries(variables).map(([name, value]) => [name, value.replace('$CI_PROJECT_DIR', directory)])
  const ran = await runShell('sh', ['-e', '-c', script.join('\n')], {
    cwd: directory,
    env: { PATH, ...Object.fromEntries(expanded) },
  })
  const report = (name: string) => readFileSync(join(directory, artifacts.reports[name]!), 'utf8')
  return { ...ran, report }
}

describe('the GitLab component', () => {
  it('is a header and one job', () => {
    expect(parseAllDocuments(text)).toHaveLength(2)
  })

  it('gates an image, and leaves reports where GitLab collects them', async () => {
    const { code, report } = await run({ image: `oci:${committedLayout('webapp')}` }, 'budgets: {layerCount: 2}\n')
    expect(code).toBe(1)
    expect(report('junit')).toContain('<failure')
    expect(JSON.parse(report('codequality'))).toHaveLength(1)
    expect(report('metrics')).toMatch(/^imgpeek_\w+/m)
  })

  it('takes the image of the configuration where it is given none', async () => {
    const { code, stderr } = await run({}, `image: 'oci:${committedLayout('webapp')}'\nbudgets: {layerCount: 20}\n`)
    expect([code, stderr]).toEqual([0, ''])
  })
})
