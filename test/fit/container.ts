import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { runc } from '../../src/containers/bundle/runc.ts'
import { startBundle } from '../../src/containers/bundle/start-bundle.ts'
import { textOf } from '../../src/containers/output.ts'
import { runToEnd } from '../../src/containers/run-command.ts'
import { UnavailableError } from '../../src/errors.ts'
import { type RuntimeConfig, runtimeConfig } from '../../src/extract/bundle/runtime-config.ts'
import type { ImageConfig } from '../../src/oci/config.ts'

/** How long what may not end by itself is watched, in milliseconds. */
const TIMEOUT = 3000

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
export async function start(bundle: string, image: ImageConfig, timeout = TIMEOUT): Promise<Started> {
  const root = join(bundle, 'rootfs')
  let config: RuntimeConfig
  try {
    const accounts = { passwd: text(join(root, 'etc/passwd')), group: text(join(root, 'etc/group')) }
    config = runtimeConfig(image, accounts, null)
  } catch (error) {
    if (error instanceof UnavailableError) return { started: false, output: error.message }
    throw error
  }
  const readOnly = { ...config, root: { ...config.root, readonly: true } }
  const container = await startBundle(bundle, readOnly, { program: 'runc', env: process.env })
  const { exitCode, timedOut, stdout, stderr } = await runToEnd(container, { timeout })
  const said = textOf(stdout) + textOf(stderr)
  return { started: exitCode === 0 || !NOT_STARTED.test(said), output: `${timedOut ? 'none' : exitCode} ${said}` }
}

/** What keeps runc from making containers here; null where it can. */
export function whyNoContainers(): Promise<string | null> {
  return runc.obstacle({ env: process.env })
}

function text(path: string): string {
  return existsSync(path) ? readFileSync(path, 'utf8') : ''
}
