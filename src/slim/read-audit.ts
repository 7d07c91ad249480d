import { readFile } from 'node:fs/promises'
import { z } from 'zod'
import { UsageError } from '../errors.ts'
import { unreadable } from '../sources/file-bytes.ts'
import type { Explained } from './explain.ts'

const auditedPath = z.object({
  path: z.string(),
  keep: z.boolean(),
  bytes: z.number(),
  stripBytes: z.number().exactOptional(),
  reason: z.string(),
  says: z.string(),
  because: z.string().nullable(),
})

/** As much of an audit as an explanation takes. */
const audit = z.object({
  schemaVersion: z.literal(1),
  reference: z.string(),
  mode: z.enum(['packages', 'files', 'policy']),
  paths: z.array(auditedPath),
})

/**
 * Reads what `--audit` wrote.
 * @throws {UnavailableError} when the file cannot be read; {UsageError} when it is no audit.
 */
export async function readAudit(file: string): Promise<Explained> {
  const text = await readFile(file, 'utf8').catch((error: unknown) => {
    throw unreadable(error, file)
  })
  const { data } = audit.safeParse(parsed(text))
  if (data === undefined) throw new UsageError(`${file} is not what imgpeek slim --audit writes.`)
  const { reference, mode, paths } = data
  const byPath = new Map(paths.map((row) => [row.path, row]))
  return { reference, mode, at: (path) => byPath.get(path) }
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}
