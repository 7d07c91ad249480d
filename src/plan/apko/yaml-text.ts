/** What `yamlText` writes. */
export type Yaml = string | number | Octal | readonly Yaml[] | { readonly [key: string]: Yaml | undefined }

/** A number in base 8, as people write permissions: YAML 1.2 (and Go's yaml.v3) reads `0o755`. */
export class Octal {
  readonly text: string

  constructor(value: number) {
    this.text = `0o${value.toString(8)}`
  }
}

/** Text that every reader of YAML takes for the same text, and for no number, date or boolean. */
const PLAIN = /^(?!(?:true|false|yes|no|on|off|null|y|n)$)[A-Za-z/][\w./+-]*(?: [\w./+-]+)*$/i
/** `so:libc.so.6`, `https://…`: a colon is nothing special before anything but a space. */
const PLAIN_WITH_COLON = /^[a-z]+:[\w./+-]+$/

/** A document in block style, a line each; what is undefined or an empty list or mapping is left out. */
export function yamlText(document: { readonly [key: string]: Yaml | undefined }): string {
  return mappingLines(document)
    .map((line) => `${line}\n`)
    .join('')
}

function mappingLines(mapping: { readonly [key: string]: Yaml | undefined }): string[] {
  return Object.entries(mapping).flatMap(([key, value]) => {
    if (value === undefined || isEmpty(value)) return []
    if (isScalar(value)) return [`${scalar(key)}: ${scalar(value)}`]
    return [`${scalar(key)}:`, ...lines(value).map((line) => `  ${line}`)]
  })
}

function lines(value: Exclude<Yaml, Scalar>): string[] {
  if (!isList(value)) return mappingLines(value)
  return value.flatMap((item) => {
    if (isScalar(item)) return [`- ${scalar(item)}`]
    return lines(item).map((line, index) => `${index === 0 ? '-' : ' '} ${line}`)
  })
}

/** JSON's strings are YAML's in double quotes (YAML 1.2, chapter 1.2). */
function scalar(value: Scalar): string {
  if (value instanceof Octal) return value.text
  if (typeof value === 'number') return String(value)
  return PLAIN.test(value) || PLAIN_WITH_COLON.test(value) ? value : JSON.stringify(value)
}

type Scalar = string | number | Octal

function isScalar(value: Yaml): value is Scalar {
  return typeof value !== 'object' || value instanceof Octal
}

function isList(value: Yaml): value is readonly Yaml[] {
  return Array.isArray(value)
}

function isEmpty(value: Yaml): boolean {
  return !isScalar(value) && Object.values(value).every((item) => item === undefined)
}
