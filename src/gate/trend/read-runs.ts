import { UsageError } from '../../errors.ts'
import type { TrendRun } from '../../report/trend-document.ts'
import { readBoundedText } from '../../yaml/bounded-text.ts'

/** A hundred thousand runs. */
const MAX_BYTES = 64 * 1024 * 1024

/** What a history says. */
export interface History {
  /** In the order of the lines. */
  readonly runs: readonly TrendRun[]
  /** The numbers of lines that are no runs, from 1. */
  readonly broken: readonly number[]
}

/**
 * Reads a history.
 * @throws {UsageError} when it is none, or too large; {UnavailableError} when it cannot be read
 */
export async function readRuns(file: string): Promise<History> {
  const history = parseRuns(await readBoundedText(file, 'history', MAX_BYTES))
  if (history.runs.length > 0 || history.broken.length === 0) return history
  throw new UsageError(`${file} is no history; imgpeek gate save IMAGE --history FILE writes one, a line a run.`)
}

/** Reads the lines of a history. Those that are no runs are passed over: a writer may have been stopped in the middle of one. */
export function parseRuns(text: string): History {
  const runs: TrendRun[] = []
  const broken: number[] = []
  for (const [index, line] of text.split('\n').entries()) {
    if (line.trim() === '') continue
    const run = parseRun(line)
    if (run === undefined) broken.push(index + 1)
    else runs.push(run)
  }
  return { runs, broken }
}

function parseRun(line: string): TrendRun | undefined {
  let json: unknown
  try {
    json = JSON.parse(line)
  } catch {
    return undefined
  }
  if (!isObject(json) || json.kind !== 'imgpeek-run' || json.schemaVersion !== 1) return undefined
  const { time, commit, reference, digest, platform, figures } = json
  if (typeof time !== 'string' || Number.isNaN(Date.parse(time)) || typeof reference !== 'string') return undefined
  if (!isTextOrNull(commit) || !isTextOrNull(digest) || !isObject(platform) || !isObject(figures)) return undefined
  const { os, architecture, variant } = platform
  if (typeof os !== 'string' || typeof architecture !== 'string') return undefined
  const numbers = Object.entries(figures).filter((entry): entry is [string, number] => Number.isFinite(entry[1]))
  return {
    schemaVersion: 1,
    kind: 'imgpeek-run',
    time: new Date(time).toISOString().replace(/\.\d+Z$/, 'Z'),
    commit,
    reference,
    digest,
    platform: { os, architecture, ...(typeof variant === 'string' && { variant }) },
    figures: Object.fromEntries(numbers),
  }
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

function isTextOrNull(value: unknown): value is string | null {
  return value === null || typeof value === 'string'
}
