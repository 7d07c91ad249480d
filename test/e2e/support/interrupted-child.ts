// A process that is interrupted as soon as a layer's first bytes are there: `interrupted-child.ts REFERENCE SCRATCH`.
import { readdirSync, readlinkSync } from 'node:fs'
import { ImgpeekError, inspectImage } from '../../../src/index.ts'

const [reference = '', scratch = ''] = process.argv.slice(2)
const controller = new AbortController()
const failure = await inspectImage(reference, {
  platform: 'linux/amd64',
  env: { HOME: '/nonexistent', XDG_CACHE_HOME: `${scratch}/cache` },
  signal: controller.signal,
  onProgress: ({ kind }) => kind === 'bytes' && controller.abort(),
}).catch((error: unknown) => error)

const exitCode = failure instanceof ImgpeekError ? failure.exitCode : null
console.log(JSON.stringify({ exitCode, temporaryFiles: temporaryFiles(), openFiles: openFiles() }))
// nothing ends the process from here on: it ends when no thread, socket or timer is left

function temporaryFiles(): string[] {
  return readdirSync(`${scratch}/cache`, { recursive: true, encoding: 'utf8' }).filter((name) => name.endsWith('.tmp'))
}

/** Files below the scratch directory that this process has open, where the system tells. */
function openFiles(): string[] {
  if (process.platform !== 'linux') return []
  return readdirSync('/proc/self/fd').flatMap((descriptor) => {
    try {
      const path = readlinkSync(`/proc/self/fd/${descriptor}`)
      return path.startsWith(scratch) ? [path] : []
    } catch {
      return [] // the descriptor that this directory was read with
    }
  })
}
