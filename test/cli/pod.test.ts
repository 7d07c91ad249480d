import { existsSync, mkdtempSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { committedLayout } from '../e2e/support/committed-images.ts'
import { temporaryDirectory } from '../support/temporary-directory.ts'
import { ended, imgpeek, start } from './imgpeek.ts'

const scratch = temporaryDirectory()
const DEPLOYMENT = `
kind: Deployment
metadata: {name: web}
spec:
  template:
    metadata: {labels: {app: web}}
    spec:
      initContainers: [{name: setup, image: "example.com/setup:1"}]
      containers: [{name: web, image: "example.com/web:1"}]
`
const MAP = ['setup=static', 'web=webapp'].flatMap((entry) => {
  const [name, layout] = entry.split('=')
  return ['--map', `example.com/${name}:1=oci:${committedLayout(layout as 'static')}`]
})

/** A directory with this manifest. */
function directory(text = DEPLOYMENT): string {
  const path = mkdtempSync(join(scratch, 'manifests-'))
  writeFileSync(join(path, 'web.yaml'), text)
  return path
}

const pod = (args: readonly string[], cwd = directory()) =>
  imgpeek(['pod', ...args], { cwd, env: { XDG_CACHE_HOME: scratch } })

describe('imgpeek pod', () => {
  it('says what a fresh node pulls for a deployment', async () => {
    const { code, stdout, stderr } = await pod(['-f', 'web.yaml', ...MAP])
    expect([code, stderr]).toEqual([0, ''])
    expect(stdout).toMatch(
      /^Deployment web +web\.yaml:2:1\n {2}A fresh node pulls 1\.\d MB and unpacks \d\.\d MB: 2 images\.\n/,
    )
    expect(stdout).toContain('\n  init setup  setup:1 ')
  })

  it('reads standard input, and writes reports into files', async () => {
    const cwd = directory()
    const args = [
      'pod',
      '-f',
      '-',
      ...MAP,
      '--report',
      'json=a.json',
      '--report',
      'csv=a.csv',
      '--report',
      'markdown=a.md',
    ]
    const child = start(args, { cwd, env: { XDG_CACHE_HOME: scratch } })
    child.stdin!.end(DEPLOYMENT)
    expect(await ended(child)).toEqual({ code: 0, stdout: '', stderr: '' })
    const written = (name: string): string => readFileSync(join(cwd, name), 'utf8')
    expect(JSON.parse(written('a.json')).pods[0].origin).toBe('standard input:2:1')
    expect(written('a.csv').split('\r\n')).toHaveLength(4)
    expect(written('a.md')).toMatch(/^### `Deployment web`\n/)
    expect((await pod(['-f', 'web.yaml', ...MAP, '--json'], cwd)).stdout).toBe(
      written('a.json').replaceAll('standard input', 'web.yaml'),
    )
  })

  it('takes several files and directories', async () => {
    const cwd = directory()
    const { stdout } = await pod(['-f', 'web.yaml', cwd, '--json', ...MAP], cwd)
    expect(JSON.parse(stdout).pods).toHaveLength(2)
  })

  it('goes on without an image that is not there with --keep-going, says so, and still ends with 3', async () => {
    const missing = ['--map', 'example.com/setup:1=oci:not-there', ...MAP.slice(2)]
    const alone = await pod(['-f', 'web.yaml', ...missing, '-o', 'a.txt'])
    expect([alone.code, alone.stdout]).toEqual([3, ''])
    expect(alone.stderr).toMatch(/^imgpeek: web\.yaml:8:\d+: [^\n]*not-there[^\n]*\n$/)
    const { code, stdout } = await pod(['-f', 'web.yaml', ...missing, '--keep-going'])
    expect([code, stdout]).toEqual([3, expect.stringContaining('\n  A fresh node pulls at least 1.')])
    expect(stdout).toContain('\n  Left out: setup:1, which could not be had.\n')
  })

  it.each([
    ['no manifest', [], /No manifest is named; name one, as in imgpeek pod -f deploy\.yaml/],
    ['a manifest and a cluster', ['-f', 'web.yaml', '--cluster'], /--cluster/],
    ['a namespace without a cluster', ['-f', 'web.yaml', '-n', 'a'], /--cluster/],
    ['a map of nothing', ['-f', 'web.yaml', '--map', 'x'], /--map x is not NAME=IMAGE/],
    [
      'a map of another image',
      ['-f', 'web.yaml', '--map', 'x=oci:y'],
      /--map names docker\.io\/library\/x:latest, which no/,
    ],
    ['an architecture that is none', ['-f', 'web.yaml', '--node-arch', '?'], /"\?" is no architecture of nodes/],
    [
      'a password and a manifest from one place',
      ['-f', '-', '--username', 'a', '--password-stdin'],
      /Standard input cannot hold/,
    ],
  ])('ends with 2 for %s', async (_, args, message) => {
    const { code, stdout, stderr } = await pod(args)
    expect([code, stdout]).toEqual([2, ''])
    expect(stderr).toMatch(message)
    expect(stderr).toMatch(/^imgpeek: [^\n]+\n$/)
  })

  it('ends with 2 for a manifest that is wrong or has no pods', async () => {
    const wrong = await pod(['-f', 'web.yaml'], directory('kind: Pod\nspec: {containers: [{name: a, image: 5}]}'))
    expect([wrong.code, wrong.stderr]).toEqual([
      2,
      'imgpeek: web.yaml:2:31: the image of a container is text; put it in quotes.\n',
    ])
    const none = await pod(['-f', 'web.yaml'], directory('kind: Service'))
    expect([none.code, none.stderr]).toEqual([
      2,
      'imgpeek: There are no pods with images in web.yaml. Without pods: 1 Service.\n',
    ])
  })

  it('ends with 3 where there is no kubectl', async () => {
    const { code, stderr } = await imgpeek(['pod', '--cluster'], { env: { PATH: scratch } })
    expect([code, stderr]).toEqual([
      3,
      expect.stringMatching(/^imgpeek: kubectl is not on PATH; install it, or give what it prints/),
    ])
  })
})

describe('imgpeek gate -f', () => {
  const gate = (args: readonly string[], cwd = directory()) =>
    imgpeek(['gate', '-f', 'web.yaml', ...MAP, ...args], { cwd, env: { XDG_CACHE_HOME: scratch } })

  it('gates every image of a manifest, and fails with the worst', async () => {
    const { code, stdout, stderr } = await gate(['--max-compressed-size', '100kB', '--max-layer-count', '1'])
    expect([code, stderr]).toEqual([1, ''])
    expect(stdout).toMatch(/^FAIL {2}2 of 4 rules failed {2}web\.yaml\n/)
    expect(stdout).toMatch(/\n\nFAIL {2}2 of 2 rules failed {2}web\n[\s\S]*\n\nPASS {2}2 of 2 rules passed {2}setup\n/)
    expect((await gate(['--max-layer-count', '9'])).code).toBe(0)
  })

  it('tells the images apart in every report', async () => {
    const cwd = directory()
    const formats = ['junit', 'sarif', 'github', 'gitlab-codequality', 'gitlab-metrics', 'markdown']
    const reports = formats.flatMap((format) => ['--report', `${format}=${format}`])
    const { code } = await gate(['--max-layer-count', '0', ...reports], cwd)
    expect(code).toBe(1)
    for (const format of formats) {
      const text = readFileSync(join(cwd, format), 'utf8')
      for (const label of ['setup', 'web']) expect(text, format).toMatch(new RegExp(`\\b${label}\\b`))
    }
    const fingerprints = JSON.parse(readFileSync(join(cwd, 'gitlab-codequality'), 'utf8')).map(
      ({ fingerprint }: { fingerprint: string }) => fingerprint,
    )
    expect(fingerprints.map((fingerprint: string) => fingerprint.split(':')[1])).toEqual(['1', '1'])
    expect(new Set(fingerprints).size).toBe(2)
  })

  it('does without a baseline, which is of one image, and says so', async () => {
    const cwd = directory()
    writeFileSync(join(cwd, '.imgpeek.yaml'), 'baseline: base.json\nbudgets: {layerCount: 9}\n')
    const { code, stdout } = await gate(['--json'], cwd)
    expect([code, JSON.parse(stdout).notes]).toEqual([
      0,
      ['Growth is not judged: the baseline base.json is of one image.'],
    ])
    expect((await gate(['--baseline', 'base.json', '--max-layer-count', '9'])).code).toBe(2)
  })

  it('ends with 2 where an image is named as well, and with 3 where one cannot be had', async () => {
    expect((await gate(['alpine', '--max-layer-count', '9'])).code).toBe(2)
    const cwd = directory()
    const { code, stderr } = await imgpeek(
      [
        'gate',
        '-f',
        'web.yaml',
        ...MAP.slice(2),
        '--map',
        'example.com/setup:1=oci:no',
        '--max-layer-count',
        '9',
        '-o',
        'x',
      ],
      { cwd },
    )
    expect([code, stderr, existsSync(join(cwd, 'x'))]).toEqual([
      3,
      expect.stringMatching(/^imgpeek: web\.yaml:8:\d+: /),
      false,
    ])
  })
})
