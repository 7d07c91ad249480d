import { UsageError } from '../errors.ts'

/** No image has more layers than engines can mount: some hundreds. */
const MOST = 10_000

/**
 * Reads a list of layers, `2,4-6`; undefined for none.
 * @throws {UsageError} when it is something else
 */
export function parseLayers(text: string | undefined): number[] | undefined {
  if (text === undefined) return undefined
  return text.split(',').flatMap((part) => {
    const [, first = '', last = first] = /^(\d{1,5})(?:-(\d{1,5}))?$/.exec(part.trim()) ?? []
    const [from, to] = [Number(first), Number(last)]
    if (first === '' || to < from || to >= MOST) {
      throw new UsageError(`“${text}” is no list of layers; write their numbers, as in 2,4-6.`)
    }
    return Array.from({ length: to - from + 1 }, (_, index) => from + index)
  })
}
