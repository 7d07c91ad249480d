import { everyNode } from '../left-behind.ts'
import type { WasteRule } from '../rule.ts'

/** Where debugging content is kept apart from the binaries (gdb manual, "Debugging Information in Separate Files"). */
const SEPARATE = /^\/usr\/lib\/debug\/|\/\.debug\//

/** Debug sections and symbol tables of programs and libraries, which nothing reads that runs. */
export const debugSections: WasteRule = {
  name: 'debug-sections',
  title: 'debug sections and symbols',
  claim: (file) => (everyNode(file, (node) => SEPARATE.test(node.path)) ? file.bytes : file.debugBytes),
  advice({ author }) {
    if (author.kind === 'base')
      return `They come with ${author.label}, the base image; a later \`strip\` would store the files again.`
    const go = 'Go: `-ldflags="-s -w"`, Rust: `strip = true`'
    return author.kind === 'run'
      ? `In ${author.label}: run \`strip --strip-unneeded\` on them in the same RUN, or build without (${go}).`
      : `In ${author.label}: run \`strip --strip-unneeded\` on them before they are copied, or build without (${go}).`
  },
}
