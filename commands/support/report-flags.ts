import { resolve } from 'node:path'
import { Flags, type Interfaces } from '@oclif/core'
import { writeFileWhole } from '../../src/disk/write-file-whole.ts'
import { UsageError } from '../../src/errors.ts'
import type { Report, ReportFormat, ReportStyle } from '../../src/report/report-format.ts'
import { STANDARD_OUTPUT } from './output-flag.ts'
import { utf8 } from './utf8.ts'

/** How a page is laid out in a file. */
const FILE_STYLE: ReportStyle = { width: 80, color: false }

/** The flags of a command that reports in several formats. */
interface ReportFlags {
  readonly report: Interfaces.OptionFlag<string[] | undefined>
  readonly json: Interfaces.BooleanFlag<boolean>
  readonly output: Interfaces.OptionFlag<string>
}

/** What one --report says. */
interface WantedReport {
  readonly name: string
  /** Absent where --output decides. */
  readonly file?: string
}

/** A report and where it goes. */
interface Destined<Document, Seen> {
  readonly report: Report<Document, Seen>
  /** Null for standard output. */
  readonly file: string | null
}

/** The flags of a command that reports in these formats; `docs` is the page that describes its JSON. */
export function reportFlags(formats: readonly { readonly name: string }[], docs: string): ReportFlags {
  const names = formats.map(({ name }) => name)
  return {
    report: Flags.string({
      summary: `Report in this format, into this file where one is named: ${names.join(', ')}; may be given several times.`,
      helpValue: 'FORMAT[=FILE]',
      multiple: true,
      multipleNonGreedy: true,
    }),
    json: Flags.boolean({ summary: `Print one JSON document (${docs}); the same as --report json.`, default: false }),
    output: Flags.string({
      char: 'o',
      summary: 'Write the report that has no file of its own into this one; - is standard output.',
      helpValue: 'FILE',
      default: STANDARD_OUTPUT,
    }),
  }
}

/** The reports that the flags ask for; the first of the formats where they ask for none. */
export class Reports<Document, Seen = never> {
  readonly #reports: readonly Destined<Document, Seen>[]

  private constructor(reports: readonly Destined<Document, Seen>[]) {
    this.#reports = reports
  }

  /** @throws {UsageError} when a format is none, or two reports go to one place. */
  static async begin<Document, Seen>(
    formats: readonly ReportFormat<Document, Seen>[],
    flags: Interfaces.InferredFlags<ReportFlags>,
  ): Promise<Reports<Document, Seen>> {
    const asked = [...(flags.report ?? []), ...(flags.json ? ['json'] : [])]
    const wanted = (asked.length === 0 ? [formats[0]!.name] : asked).map(parseReport)
    refuseOnePlaceForTwo(wanted, flags.output)
    const chosen = wanted.map(({ name, file = flags.output }) => ({ format: formatNamed(name, formats), file }))
    return new Reports(
      await Promise.all(
        chosen.map(async ({ format, file }) => ({
          report: await format.begin(),
          file: file === STANDARD_OUTPUT ? null : file,
        })),
      ),
    )
  }

  /** Shows every report what it may want to keep something of. */
  see(seen: Seen): void {
    for (const { report } of this.#reports) report.see?.(seen)
  }

  /**
   * Writes all of them, those that go to files first.
   * @throws {UnavailableError} when a file cannot be written.
   */
  async write(document: Document, style: ReportStyle, print: (text: string) => Promise<void>): Promise<void> {
    const inOrder = this.#reports.toSorted((a, b) => Number(a.file === null) - Number(b.file === null))
    for (const { report, file } of inOrder) {
      if (file === null) await print(await report.render(document, style))
      else await writeFileWhole(file, utf8(await report.render(document, FILE_STYLE)))
    }
  }
}

function formatNamed<Format extends { readonly name: string }>(name: string, formats: readonly Format[]): Format {
  const format = formats.find((candidate) => candidate.name === name)
  if (format !== undefined) return format
  const names = formats.map((candidate) => candidate.name).join(', ')
  throw new UsageError(`“${name}” is no format of --report; the formats are ${names}.`)
}

/** `FORMAT` or `FORMAT=FILE`. */
function parseReport(text: string): WantedReport {
  const equals = text.indexOf('=')
  if (equals === -1) return { name: text }
  const file = text.slice(equals + 1)
  if (file === '') throw new UsageError(`--report ${text} names no file after “=”.`)
  return { name: text.slice(0, equals), file }
}

function refuseOnePlaceForTwo(wanted: readonly WantedReport[], output: string): void {
  if (output !== STANDARD_OUTPUT && wanted.every(({ file }) => file !== undefined)) {
    throw new UsageError(`No report is left for --output ${output}: each --report has a file of its own.`)
  }
  const places = wanted.map(({ file = output }) => (file === STANDARD_OUTPUT ? file : resolve(file)))
  const twice = places.find((place, index) => places.indexOf(place) !== index)
  if (twice === undefined) return
  const place = twice === STANDARD_OUTPUT ? 'standard output' : twice
  throw new UsageError(`Two reports would go to ${place}; name a file for each, as in --report markdown=FILE.`)
}
