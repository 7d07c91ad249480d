import { execFileSync } from 'node:child_process'
import { cpSync, mkdtempSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { beforeEach, describe, expect, it } from 'vitest'
import { committedLayout } from '../e2e/support/committed-images.ts'
import { needProgram } from '../support/programs.ts'
import { temporaryDirectory } from '../support/temporary-directory.ts'
import { programOnPath } from './program-on-path.ts'
import { runShell } from './run-shell.ts'

const scratch = temporaryDirectory()
const PATH = programOnPath(scratch)

/** What a project's pipeline does: it builds an image on a base, and gates it against the one that was released last. */
const PIPELINE = `#!/bin/sh
set -eu
version=$1
rm -rf image
cp -r base image
umoci tag --image image:1.0 app >/dev/null
umoci insert --image image:app --history.created_by 'COPY src/ /srv/app/' src /srv/app
umoci insert --image image:app --history.created_by 'COPY assets/ /srv/assets/' assets /srv/assets
imgpeek gate oci:image:app --report terminal --report markdown=gate.md
imgpeek gate save oci:image:app --output .imgpeek-baseline.json
git add --all && git commit --quiet --message "Release $version"
`

const CONFIG = `baseline: .imgpeek-baseline.json
budgets:
  contentSize: {limit: 10MB, growth: +5%, reason: The nodes in the shops have slow lines}
  deniedPaths: ['**/.env']
`

/** A repository with the pipeline, a base and a first version. */
function repository() {
  const directory = mkdtempSync(join(scratch, 'project-'))
  const git = (...args: string[]) => execFileSync('git', args, { cwd: directory, encoding: 'utf8' })
  git('init', '--quiet')
  git('config', 'user.name', 'A developer')
  git('config', 'user.email', 'developer@example.com')
  cpSync(committedLayout('webapp'), join(directory, 'base'), { recursive: true })
  for (const name of ['src', 'assets']) execFileSync('mkdir', [name], { cwd: directory })
  const write = (name: string, content: string | Uint8Array) => writeFileSync(join(directory, name), content)
  write('pipeline', PIPELINE)
  write('.imgpeek.yaml', CONFIG)
  write('.gitignore', 'image/\ngate.md\n')
  write('src/app.sh', '#!/bin/sh\necho hello\n')
  write('assets/logo.svg', '<svg/>\n')
  const pipeline = (version: string) => runShell('sh', ['pipeline', version], { cwd: directory, env: { PATH } })
  return { write, pipeline, releases: () => git('log', '--format=%s').trim().split('\n') }
}

describe('a pipeline with a gate', () => {
  beforeEach((context) => {
    needProgram(context, 'umoci')
    needProgram(context, 'git')
  })

  it('releases a first version without a baseline, and one that grew within the budget', async () => {
    const project = repository()
    const first = await project.pipeline('1')
    expect([first.code, first.stdout]).toEqual([0, expect.stringMatching(/^PASS /)])
    project.write('src/app.sh', '#!/bin/sh\necho hello, world\n')
    const second = await project.pipeline('2')
    expect([second.code, second.stdout]).toEqual([0, expect.stringMatching(/^PASS /)])
    expect(project.releases()).toEqual(['Release 2', 'Release 1'])
  })

  it('stops a version that is fatter, and says what grew, where, and by which instruction', async () => {
    const project = repository()
    await project.pipeline('1')
    project.write('assets/video.mp4', new Uint8Array(1_500_000))
    const { code, stdout } = await project.pipeline('2')
    expect(code).toBe(1)
    expect(stdout).toMatch(/^FAIL /)
    expect(stdout).toContain('The nodes in the shops have slow lines')
    expect(stdout).toMatch(/\+1\.5 MB .*\/srv\/assets/)
    expect(stdout).toContain('COPY assets/ /srv/assets/')
    expect(project.releases()).toEqual(['Release 1'])
  })

  it('stops a version with what must not be there', async () => {
    const project = repository()
    await project.pipeline('1')
    project.write('src/.env', 'PASSWORD=secret\n')
    const { code, stdout } = await project.pipeline('2')
    expect([code, stdout]).toEqual([1, expect.stringContaining('/srv/app/.env')])
    expect(project.releases()).toEqual(['Release 1'])
  })
})
