import { joinPath } from '../../rootfs/path.ts'
import type { Lead } from '../lead.ts'
import type { Root } from '../root.ts'
import type { SlimImage } from '../slim-image.ts'

/** Variables that name directories with code: of Python, Node.js, Ruby, Perl, Java, PHP. */
const CODE =
  /^(?:PYTHONPATH|PYTHONHOME|NODE_PATH|GEM_HOME|GEM_PATH|BUNDLE_PATH|RUBYLIB|PERL5LIB|CLASSPATH|PHP_INI_SCAN_DIR)$/
/** Variables that name directories to look in for what is asked for by name: nothing in them is needed for that alone. */
const SEARCHED = /^(?:PATH|LD_LIBRARY_PATH|MANPATH|INFOPATH|PKG_CONFIG_PATH|XDG_DATA_DIRS)$/

/** What the image's config names beside its command: directories, and files that environment variables name. */
export const configured: Root = {
  name: 'config',

  *leads(image) {
    const { config } = image
    if (config.workingDir !== '') yield directory(config.workingDir, 'is the working directory')
    for (const path of config.volumes) yield directory(path, 'is a volume')
    for (const variable of config.env) yield* namedBy(variable, image)
  },
}

function directory(path: string, says: string): Lead {
  return { path: joinPath('/', path), kind: 'config', says, because: null }
}

function* namedBy(variable: string, { tree }: SlimImage): Iterable<Lead> {
  const [, name, value] = /^([^=]+)=(.*)$/s.exec(variable) ?? []
  if (name === undefined || value === undefined || SEARCHED.test(name)) return
  for (const path of value.split(/[:;,\s]+/)) {
    const node = path.startsWith('/') && path !== '/' ? tree.resolve(path) : undefined
    if (node === undefined) continue
    const says = `is named by the variable ${name}`
    const isCode = node.type === 'directory' && CODE.test(name)
    yield { path, kind: 'config', says, because: null, runs: node.type === 'file', tree: isCode, part: isCode }
  }
}
