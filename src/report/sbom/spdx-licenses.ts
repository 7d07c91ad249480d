import { createHash } from 'node:crypto'
import type { SbomLicense, SbomPackage } from '../sbom-document.ts'
import { conjunction } from './conjunction.ts'
import type { SpdxExtractedLicense } from './spdx-document.ts'

/** The licenses of all packages as SPDX expressions: what is none becomes a `LicenseRef-…` that the document defines. */
export class SpdxLicenses {
  /** By what the package states. */
  readonly #references = new Map<string, string>()
  /** SPDX does not tell identifiers apart by case. */
  readonly #taken = new Set<string>()

  constructor(packages: readonly Pick<SbomPackage, 'licenses'>[]) {
    const licenses = packages.flatMap((found) => found.licenses)
    // those that packages name themselves come first: they cannot be renamed
    for (const license of licenses) {
      if ('name' in license) continue
      for (const reference of license.licenseRefs) this.#define(reference, reference)
    }
    for (const license of licenses) if ('name' in license) this.#define(license.name, referenceFor(license.name))
  }

  /** All that a package states, as one expression: all of it holds. */
  declaredBy({ licenses }: Pick<SbomPackage, 'licenses'>): string {
    if (licenses.length === 0) return 'NOASSERTION'
    return conjunction(licenses.map((license) => this.#expressionOf(license)))
  }

  /** The licenses that SPDX's list does not have. Their text is not known: the name stands for it. */
  extracted(): SpdxExtractedLicense[] {
    return [...this.#references]
      .map(([name, licenseId]) => ({ licenseId, name, extractedText: name }))
      .sort((a, b) => (a.licenseId < b.licenseId ? -1 : 1))
  }

  #expressionOf(license: SbomLicense): string {
    return 'name' in license ? this.#references.get(license.name)! : license.expression
  }

  #define(name: string, wanted: string): void {
    if (this.#references.has(name)) return
    let id = wanted
    for (let number = 2; this.#taken.has(id.toLowerCase()); number++) id = `${wanted}-${number}`
    this.#taken.add(id.toLowerCase())
    this.#references.set(name, id)
  }
}

/** The name itself where SPDX takes it for an id (letters, digits, `.` and `-`); else what it takes of it, with a hash. */
function referenceFor(name: string): string {
  const readable = name.replace(/[^A-Za-z0-9.-]+/g, '-').slice(0, 64)
  if (readable === name) return `LicenseRef-${name}`
  return `LicenseRef-${readable}-${createHash('sha256').update(name).digest('hex').slice(0, 12)}`
}
