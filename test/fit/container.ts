import { execFileSync, spawnSync } from 'node:child_process'
import { randomUUID } from 'node:crypto'
import { appendFileSync, existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { UnavailableError } from '../../src/errors.ts'
import { runtimeConfig } from '../../src/extract/bundle/runtime-config.ts'
import type { Addition } from '../../src/index.ts'
import type { ImageConfig } from '../../src/oci/config.ts'

/** How long what does not end by itself is watched. */
const SECONDS = 3

/** What a kernel, a loader or an engine says of a program that does not start. */
const NOT_STARTED =
  /error while loading shared libraries|version `[^']*' not found|Error loading shared librar|Error relocating|no such file or directory|exec format error|executable file not found|symbol lookup error|: not found|is not in its \/etc/i

/** What came of starting a container. */
export interface Started {
  readonly started: boolean
  readonly output: string
}

/** Copies a root filesystem, hard links and all. */
export function copyTree(from: string, to: string): void {
  mkdirSync(to, { recursive: true })
  execFileSync('cp', ['-a', `${from}/.`, to])
}

/** Lays files of one root filesystem over another as `COPY --from` does: into what the symlinks there lead to. */
export function layOver(root: string, from: string, paths: readonly string[]): void {
  const list = `${root}.list`
  writeFileSync(list, paths.map((path) => `.${path}\0`).join(''))
  const tar = execFileSync('tar', ['-C', from, '--null', '--no-recursion', '-cf', '-', '-T', list], {
    maxBuffer: 2 ** 31,
  })
  execFileSync('tar', ['-C', root, '--keep-directory-symlink', '-xpf', '-'], { input: tar })
  rmSync(list)
}

/** Does what a verdict says has to be added; symlinks first, because files may come to stand behind them. */
export function add(root: string, from: string, additions: readonly Addition[]): void {
  const inOrder = additions.toSorted((a, b) => Number(b.kind === 'symlink') - Number(a.kind === 'symlink'))
  for (const { kind, path, from: source, text } of inOrder) {
    const place = join(root, path)
    mkdirSync(dirname(place), { recursive: true })
    if (kind === 'line') appendFileSync(place, `${text}\n`)
    else if (kind === 'directory') mkdirSync(place, { recursive: true, mode: 0o1777 })
    else execFileSync('cp', ['-a', '--remove-destination', join(from, source!), place])
  }
}

/** Starts a container of a root filesystem with runc, without a network, and watches whether its program starts. */
export function start(bundle: string, image: ImageConfig): Started {
  const root = join(bundle, 'rootfs')
  let config: ReturnType<typeof runtimeConfig>
  try {
    config = runtimeConfig(
      image,
      { passwd: text(join(root, 'etc/passwd')), group: text(join(root, 'etc/group')) },
      null,
    )
  } catch (error) {
    if (error instanceof UnavailableError) return { started: false, output: error.message }
    throw error
  }
  writeFileSync(join(bundle, 'config.json'), JSON.stringify(config))
  const name = `imgpeek-fit-${randomUUID()}`
  const args = [String(SECONDS), 'runc', '--root', join(bundle, 'state'), 'run', '--bundle', bundle, name]
  const { status, stdout, stderr } = spawnSync('timeout', ['--signal=KILL', ...args], { encoding: 'utf8', input: '' })
  spawnSync('runc', ['--root', join(bundle, 'state'), 'delete', '--force', name])
  const output = `${status} ${stdout}${stderr}`
  return { started: status === 0 || !NOT_STARTED.test(`${stdout}${stderr}`), output }
}

/** Whether runc can start containers here at all; what it says where it cannot. */
export function whyNoContainers(scratch: string, staticProgram: Uint8Array): string | undefined {
  const bundle = join(scratch, randomUUID())
  mkdirSync(join(bundle, 'rootfs'), { recursive: true })
  writeFileSync(join(bundle, 'rootfs', 'program'), staticProgram, { mode: 0o755 })
  execFileSync('runc', ['spec'], { cwd: bundle })
  const path = join(bundle, 'config.json')
  const config = JSON.parse(readFileSync(path, 'utf8'))
  writeFileSync(
    path,
    JSON.stringify({ ...config, process: { ...config.process, terminal: false, args: ['/program'] } }),
  )
  const args = ['--root', join(bundle, 'state'), 'run', '--bundle', bundle, `imgpeek-fit-${randomUUID()}`]
  const { status, stderr } = spawnSync('runc', args, { encoding: 'utf8', input: '' })
  return status === 0 ? undefined : stderr.trim()
}

function text(path: string): string {
  return existsSync(path) ? readFileSync(path, 'utf8') : ''
}
