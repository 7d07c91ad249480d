import { brief, imagePrefix } from './gate/result-text.ts'
import { violationsOf } from './gate/violations.ts'
import type { GateDocument } from './gate-document.ts'
import { renderJson } from './json.ts'

/**
 * The rules that fail or warn as a report of GitLab's Code Quality: the part of Code Climate's format that GitLab reads. It shows a
 * description as one line.
 */
export function renderGateCodeQuality(document: GateDocument): string {
  return renderJson(
    violationsOf(document).map(({ image, result, location, fingerprint }) => ({
      description: imagePrefix(image) + brief(result.message),
      check_name: result.budget,
      fingerprint,
      severity: result.outcome === 'fail' ? 'major' : 'minor',
      location: { path: location.path, lines: { begin: location.line } },
    })),
  )
}
