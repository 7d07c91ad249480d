import type { Essential, Slice, SliceContent } from './release.ts'
import type { YamlValue } from './yaml-value.ts'

/** PACKAGE_SLICE, as chisel's `apacheutil` reads it. */
const FULL_NAME = /^([a-z0-9](?:-?[.a-z0-9+])+)_([a-z](?:-?[a-z0-9]){2,})$/

/**
 * The slices that a file `slices/NAME.yaml` defines (documentation.ubuntu.com/chisel, "Slice definitions"; what it leaves open
 * is taken from chisel's internal/setup/yaml.go). Reads formats v1 to v3 alike: they differ in how `essential` is written.
 * @throws {UsageError} when it is not such a file.
 */
export function parseSlices(document: YamlValue, packageName: string): Slice[] {
  if (document.get('package').string !== packageName) {
    throw document.get('package').unfit(`"${packageName}", as the file is called`)
  }
  const ofAll = essentialsOf(document)
  return document.get('slices').entries.map(([sliceName, slice]) => {
    const name = `${packageName}_${sliceName}`
    if (!FULL_NAME.test(name)) throw slice.unfit('called by a name that chisel takes')
    const essential = [...ofAll, ...essentialsOf(slice)].filter((other) => other.slice !== name)
    return {
      name,
      package: packageName,
      essential,
      contents: slice.get('contents').entries.map(([path, content]) => contentOf(path, content)),
      mutates: slice.has('mutate'),
    }
  })
}

/** `essential` is a list of names, or (v3) a mapping of names to where they count; `v3-essential` is that in older formats. */
function essentialsOf(value: YamlValue): Essential[] {
  const essential = value.get('essential')
  const listed = essential.isList
    ? essential.items.map((item) => ({ slice: fullName(item), architectures: [] }))
    : conditionalEssentials(essential)
  return [...listed, ...conditionalEssentials(value.get('v3-essential'))]
}

function conditionalEssentials(value: YamlValue): Essential[] {
  return value.entries.map(([slice, condition]) => {
    if (!FULL_NAME.test(slice)) throw condition.unfit('called by the full name of a slice, PACKAGE_SLICE')
    return { slice, architectures: architecturesOf(condition) }
  })
}

function fullName(value: YamlValue): string {
  if (!FULL_NAME.test(value.string)) throw value.unfit('the full name of a slice, PACKAGE_SLICE')
  return value.string
}

function contentOf(path: string, content: YamlValue): SliceContent {
  if (!path.startsWith('/')) throw content.unfit('under an absolute path')
  return {
    path,
    kind: kindOf(path, content),
    architectures: architecturesOf(content),
    untilMutate: content.has('until') && content.get('until').string === 'mutate',
  }
}

function kindOf(path: string, content: YamlValue): SliceContent['kind'] {
  if (content.has('generate')) return 'generate'
  if (/[*?]/.test(path)) return 'glob'
  if (content.has('make')) return 'directory'
  if (content.has('text')) return 'text'
  return content.has('symlink') ? 'symlink' : 'copy'
}

function architecturesOf(value: YamlValue): readonly string[] {
  const architectures = value.get('arch')
  return architectures.isString ? [architectures.string] : architectures.items.map((item) => item.string)
}
