import type { HistoryEntry } from './config.ts'

/**
 * The Dockerfile instruction that made each layer, base first; null where the history does not say.
 */
export function layerInstructions(history: readonly HistoryEntry[], layerCount: number): (string | null)[] {
  const steps = layerSteps(history, layerCount)
  return steps?.map(({ createdBy }) => instructionOf(createdBy)) ?? Array.from({ length: layerCount }, () => null)
}

/**
 * The steps of a history that made layers, one for each, base first. A history with another number of such steps than there
 * are layers (squashed images, layers appended without a word) cannot be matched up: null.
 */
export function layerSteps(history: readonly HistoryEntry[], layerCount: number): readonly HistoryEntry[] | null {
  const marked = history.filter((entry) => !entry.emptyLayer)
  if (marked.length === layerCount) return marked
  // Some tools do not mark the steps that made no layer.
  const made = marked.filter(({ createdBy }) => !METADATA.test(instructionOf(createdBy) ?? ''))
  return made.length === layerCount ? made : null
}

/** Instructions that only change the config (docs.docker.com/reference/dockerfile); WORKDIR may make a directory. */
const METADATA = /^(?:ARG|CMD|ENTRYPOINT|ENV|EXPOSE|HEALTHCHECK|LABEL|MAINTAINER|ONBUILD|SHELL|STOPSIGNAL|USER|VOLUME) /

/** The shell that runs a RUN instruction's text: Docker's defaults, and what people set with SHELL (`bash -o pipefail -c`). */
const SHELL = String.raw`(?:(?:/usr)?/bin/(?:sh|ash|bash|dash)(?: -\S+| [a-z]+)*? -[a-z]*c|cmd /S /C)`
const NOP = new RegExp(String.raw`^${SHELL} #\(nop\) (.+)$`)
/** `|2 A=1 B=2` before the shell states build arguments, by number and value. */
const RUN = new RegExp(String.raw`^(?:RUN )?(?:\|\d+ (?:.*? )?)?${SHELL} (.+)$`)

/**
 * The Dockerfile instruction behind a history entry's `created_by`, on one line; null where it is empty. It is written as
 * - `RUN |1 VERSION=3 /bin/sh -c make # buildkit`, `COPY a b # buildkit` by BuildKit
 * - `/bin/sh -c #(nop) ADD file:… in / `, `|1 VERSION=3 /bin/sh -c make` by the classic builder and buildah
 * - `RUN make`, as in the Dockerfile, by kaniko
 *
 * Builders without a Dockerfile (Bazel, umoci, apko, ko, Jib, buildpacks) leave a note of their own, which stands as it is.
 */
export function instructionOf(createdBy: string): string | null {
  const text = createdBy
    .replace(/\s+/g, ' ')
    .trim()
    .replace(/ # buildkit$/, '')
  const metadata = NOP.exec(text)?.[1]
  if (metadata !== undefined) return metadata
  const command = RUN.exec(text)?.[1]
  if (command !== undefined) return `RUN ${command}`
  return text === '' ? null : text
}
