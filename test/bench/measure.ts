import { spawn } from 'node:child_process'
import { readFileSync } from 'node:fs'

/** A program and its arguments. */
export type Command = readonly [program: string, ...args: string[]]

/** What a command took, as the median of its runs. */
export interface Figures {
  readonly seconds: number
  /** The most memory its own process had (not its children's); null where the system does not tell. */
  readonly peakBytes: number | null
}

/** Two commands side by side. */
interface Comparison {
  readonly ours: Figures
  readonly theirs: Figures
  /** The median of the ratios of the pairs, which drift of the machine's speed leaves alone. */
  readonly ratio: number
}

/** Runs two commands in turn, after one run of each that does not count. */
export async function compare(ours: Command, theirs: Command, runs: number): Promise<Comparison> {
  await measure(ours)
  await measure(theirs)
  const pairs: { a: Figures; b: Figures }[] = []
  for (let run = 0; run < runs; run++) pairs.push({ a: await measure(ours), b: await measure(theirs) })
  return {
    ours: medianFigures(pairs.map(({ a }) => a)),
    theirs: medianFigures(pairs.map(({ b }) => b)),
    ratio: median(pairs.map(({ a, b }) => a.seconds / b.seconds)),
  }
}

async function measure([program, ...args]: Command): Promise<Figures> {
  const start = performance.now()
  const child = spawn(program, args, { stdio: ['ignore', 'ignore', 'inherit'] })
  let peakBytes: number | null = null
  const watch = setInterval(() => {
    peakBytes = peakOf(child.pid) ?? peakBytes
  }, 10)
  const code = await new Promise((resolve, reject) => child.once('exit', resolve).once('error', reject))
  clearInterval(watch)
  if (code !== 0) throw new Error(`${program} ${args.join(' ')} ended with ${code}`)
  return { seconds: (performance.now() - start) / 1000, peakBytes }
}

/** Linux's high-water mark of a process's resident memory (proc_pid_status(5)). */
function peakOf(pid: number | undefined): number | null {
  try {
    const kilobytes = /^VmHWM:\s+(\d+) kB$/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1]
    return kilobytes === undefined ? null : Number(kilobytes) * 1024
  } catch {
    return null
  }
}

function medianFigures(figures: readonly Figures[]): Figures {
  const peaks = figures.flatMap(({ peakBytes }) => peakBytes ?? [])
  return {
    seconds: median(figures.map(({ seconds }) => seconds)),
    peakBytes: peaks.length === 0 ? null : median(peaks),
  }
}

function median(numbers: readonly number[]): number {
  const sorted = numbers.toSorted((a, b) => a - b)
  const middle = sorted.length >> 1
  return sorted.length % 2 === 1 ? sorted[middle]! : (sorted[middle - 1]! + sorted[middle]!) / 2
}
