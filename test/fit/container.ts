import { spawn } from 'node:child_process'
import { randomUUID } from 'node:crypto'
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { UnavailableError } from '../../src/errors.ts'
import { type RuntimeConfig, runtimeConfig } from '../../src/extract/bundle/runtime-config.ts'
import type { ImageConfig } from '../../src/oci/config.ts'

/** How long what does not end by itself is watched. */
const SECONDS = 3

/** What a kernel, a loader, an engine or a runtime of a language says of a program that does not start. */
const NOT_STARTED = new RegExp(
  [
    'error while loading shared libraries',
    "version `[^']*' not found",
    'Error loading shared librar',
    'Error relocating',
    'no such file or directory',
    'exec format error',
    'executable file not found',
    'symbol lookup error',
    ': not found',
    'is not in its /etc',
    'Fatal Python error',
    'Error: (?:dl failure|could not open|could not find)',
    'Error occurred during initialization of',
  ].join('|'),
  'i',
)

/** What came of starting a container. */
export interface Started {
  readonly started: boolean
  readonly output: string
}

/**
 * Starts a container of a bundle's root filesystem with runc, without a network, and watches whether its program starts. The
 * filesystem is read-only: its files may be hard links to those of others.
 */
export async function start(bundle: string, image: ImageConfig): Promise<Started> {
  const root = join(bundle, 'rootfs')
  let config: RuntimeConfig
  try {
    const accounts = { passwd: text(join(root, 'etc/passwd')), group: text(join(root, 'etc/group')) }
    config = runtimeConfig(image, accounts, null)
  } catch (error) {
    if (error instanceof UnavailableError) return { started: false, output: error.message }
    throw error
  }
  const { status, said } = await run(bundle, { ...config, root: { ...config.root, readonly: true } })
  return { started: status === 0 || !NOT_STARTED.test(said), output: `${status} ${said}` }
}

/** Whether runc can start containers here at all; what it says where it cannot. */
export async function whyNoContainers(scratch: string, staticProgram: Uint8Array): Promise<string | undefined> {
  const bundle = join(scratch, randomUUID())
  mkdirSync(join(bundle, 'rootfs'), { recursive: true })
  writeFileSync(join(bundle, 'rootfs', 'program'), staticProgram, { mode: 0o755 })
  await output('runc', ['spec', '--bundle', bundle])
  const config = JSON.parse(readFileSync(join(bundle, 'config.json'), 'utf8'))
  const process = { ...config.process, terminal: false, args: ['/program'] }
  const { status, said } = await run(bundle, { ...config, process })
  return status === 0 ? undefined : said.trim()
}

async function run(bundle: string, config: RuntimeConfig): Promise<Ended> {
  writeFileSync(join(bundle, 'config.json'), JSON.stringify(config))
  const name = `imgpeek-fit-${randomUUID()}`
  const state = ['--root', join(bundle, 'state')]
  const ended = await output('timeout', ['--signal=KILL', `${SECONDS}`, 'runc', ...state, 'run', '-b', bundle, name])
  await output('runc', [...state, 'delete', '--force', name])
  return ended
}

/** How a program ended, and all that it said. */
interface Ended {
  readonly status: number | null
  readonly said: string
}

function output(program: string, args: readonly string[]): Promise<Ended> {
  return new Promise((resolve, reject) => {
    const child = spawn(program, args, { stdio: ['ignore', 'pipe', 'pipe'] })
    let said = ''
    for (const stream of [child.stdout, child.stderr]) {
      stream.setEncoding('utf8').on('data', (piece: string) => {
        said += piece
      })
    }
    child.on('error', reject)
    child.on('close', (status) => resolve({ status, said }))
  })
}

function text(path: string): string {
  return existsSync(path) ? readFileSync(path, 'utf8') : ''
}
