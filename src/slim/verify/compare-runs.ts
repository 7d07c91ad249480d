import { isSameOutput, type Output } from '../../containers/output.ts'
import { textPatch } from '../../diff/contents/text-patch.ts'
import { decodeName } from '../../layer/tar/text.ts'
import type { Difference, Trait } from '../../report/slim-verification.ts'
import { fitsSteadyLines } from './steady-lines.ts'

/** What is compared of a run; runs of the same have the same traits in the same order. */
export interface ComparedRun {
  readonly values: readonly { readonly trait: ValueTrait; readonly value: string }[]
  readonly outputs: readonly { readonly trait: OutputTrait; readonly output: Output }[]
}

type ValueTrait = Extract<Trait, 'exit-code' | 'status' | 'content-type'>
type OutputTrait = Extract<Trait, 'stdout' | 'stderr' | 'body'>

/** The same thing of two runs of the source and one of the result. */
interface Three<Value> {
  readonly source: Value
  readonly again: Value
  readonly result: Value
}

/** Lines of a patch that are kept. */
const MOST_PATCH_LINES = 100
/** In milliseconds. */
const PATCH_TIMEOUT = 5000

const TITLES: Readonly<Record<ValueTrait | OutputTrait, string>> = {
  'exit-code': 'The exit code',
  stdout: 'Standard output',
  stderr: 'Standard error',
  status: 'The status',
  'content-type': 'The content type',
  body: 'The body',
}

/** Whether two runs are the same in all that is compared. */
export function areSame(one: ComparedRun, other: ComparedRun): boolean {
  return (
    one.values.every(({ value }, index) => value === other.values[index]!.value) &&
    one.outputs.every(({ output }, index) => isSameOutput(output, other.outputs[index]!.output))
  )
}

/**
 * What differs between a run of the source and one of the result. What another run of the source shows to differ by itself does not
 * count; of outputs that goes line by line.
 */
export function differencesOf(source: ComparedRun, again: ComparedRun, result: ComparedRun): Difference[] {
  return [
    ...source.values.flatMap(({ trait, value }, index) =>
      valueDifference(trait, {
        source: value,
        again: again.values[index]!.value,
        result: result.values[index]!.value,
      }),
    ),
    ...source.outputs.flatMap(({ trait, output }, index) =>
      outputDifference(trait, {
        source: output,
        again: again.outputs[index]!.output,
        result: result.outputs[index]!.output,
      }),
    ),
  ]
}

function valueDifference(trait: ValueTrait, { source, again, result }: Three<string>): Difference[] {
  if (source === result) return []
  if (again === result) return [byItself(trait)]
  return [{ in: trait, varies: false, says: `${TITLES[trait]} is ${result}, in the source ${source}.`, patch: null }]
}

function outputDifference(trait: OutputTrait, outputs: Three<Output>): Difference[] {
  const { source, result } = outputs
  if (isSameOutput(source, result)) return []
  if (isExplained(outputs)) return [byItself(trait)]
  const [before, after] = [textIn(source), textIn(result)]
  const patch = before === null || after === null ? null : shortPatch(before, after)
  const sizes = patch === null ? `: ${result.bytes} bytes, in the source ${source.bytes}` : ''
  return [{ in: trait, varies: false, says: `${TITLES[trait]} is not the same${sizes}.`, patch }]
}

function byItself(trait: ValueTrait | OutputTrait): Difference {
  const says = `${TITLES[trait]} differs by itself from one run to the next; what differs there was not compared.`
  return { in: trait, varies: true, says, patch: null }
}

/** Whether the result differs only where the two runs of the source do. */
function isExplained({ source, again, result }: Three<Output>): boolean {
  if (isSameOutput(again, result)) return true
  if (isSameOutput(source, again)) return false
  const [one, two, other] = [textIn(source), textIn(again), textIn(result)]
  // what is no text has no lines to compare
  return one === null || two === null || other === null || fitsSteadyLines(one, two, other)
}

function shortPatch(before: string, after: string): string | null {
  const patch = textPatch({ path: '/source', text: before }, { path: '/result', text: after }, PATCH_TIMEOUT)
  if (patch === null || !patch.includes('@@')) return null // they differ behind what was kept of them
  return patch.split('\n').slice(0, MOST_PATCH_LINES).join('\n')
}

/** What was kept of an output, as far as it is whole lines, whatever its encoding; null where that is no text. */
function textIn({ head, bytes }: Output): string | null {
  const whole = head.length === bytes ? head : head.subarray(0, head.lastIndexOf(0x0a) + 1)
  return whole.includes(0) ? null : decodeName(whole)
}
