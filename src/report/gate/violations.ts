import { createHash } from 'node:crypto'
import { formatPlatform } from '../../oci/platform.ts'
import type { BudgetResult, GateDocument, GatedSection } from '../gate-document.ts'
import { printable } from '../terminal-text.ts'

/** A place in a repository's file. Lines and columns count from 1. */
interface FileLocation {
  /** Safe to print; `/`-separated and from the working directory, unless the gate was told of it otherwise. Never empty. */
  readonly path: string
  readonly line: number
  readonly column: number
}

/** A rule that does not hold, for reports that list problems in files. */
export interface Violation {
  readonly image: GatedSection
  readonly result: BudgetResult
  readonly location: FileLocation
  /**
   * The same from run to run for the same rule, of no other rule: it does not depend on figures, the image's name, or the
   * line that the rule stands in.
   */
  readonly fingerprint: string
}

/** Where a rule that no file holds is put: platforms show no problem that is in no file. */
const FILE_OF_FLAGS = 'Dockerfile'

/** The rules that fail or warn, in the document's order. */
export function violationsOf({ images, config }: GateDocument): Violation[] {
  const seen = new Map<string, number>()
  return images.flatMap((image) =>
    image.results
      .filter(({ outcome }) => outcome === 'fail' || outcome === 'warn')
      .map((result) => {
        const location = locationOf(result.origin, config)
        const platform = image.platform === null ? null : formatPlatform(image.platform)
        const named = image.label === undefined ? platform : [image.label, platform]
        const identity = JSON.stringify([location.path, named, result.budget, result.subject])
        const hash = createHash('sha256').update(identity).digest('hex').slice(0, 32)
        const ordinal = (seen.get(hash) ?? 0) + 1
        seen.set(hash, ordinal)
        return { image, result, location, fingerprint: `${hash}:${ordinal}` }
      }),
  )
}

/** What an origin such as `.imgpeek.yaml:3:5` names; of a flag, the start of the configuration or else of the Dockerfile. */
function locationOf(origin: string, config: string | null): FileLocation {
  const [, path, line, column] = /^(.+?):(\d{1,9})(?::(\d{1,9}))?$/s.exec(origin) ?? []
  if (path === undefined) return { path: plainPath(config ?? ''), line: 1, column: 1 }
  return { path: plainPath(path), line: Math.max(1, Number(line)), column: Math.max(1, Number(column ?? 1)) }
}

/** GitLab knows no path that begins with `./`. */
function plainPath(path: string): string {
  return printable(path).replace(/^(?:\.\/+)+/, '') || FILE_OF_FLAGS
}
