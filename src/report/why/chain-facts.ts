import { columnsOf, onOneLine, printable } from '../terminal-text.ts'
import type { ChainStep } from '../why-document.ts'
import { labelled, nothingToTell, type WhyFact, type WhyLine, type WhyStyle } from './why-fact.ts'

/** How what the image starts leads to it, a step a line. */
export function chainFacts(chain: readonly ChainStep[] | null, style: WhyStyle): WhyFact[] {
  return labelled('Started by', chain === null ? [nothingToTell(style)] : chain.map((step) => stepLine(step, style)))
}

function stepLine(step: ChainStep, { palette, room }: WhyStyle): WhyLine {
  const place = placeOf(step)
  const reason = reasonOf(step)
  // Where there is not enough room for both, what it leads to is the more important.
  const shown = columnsOf(reason) + columnsOf(place) <= room ? reason : reasonOf({ ...step, says: null })
  return { value: [{ text: shown, style: palette.quiet }, place], whole: step.path !== null }
}

function placeOf({ path, package: found }: ChainStep): string {
  if (path !== null) return printable(path)
  return found === null ? '' : onOneLine(`${found.name} ${found.version}`)
}

function reasonOf({ kind, says, path, package: found }: ChainStep): string {
  const isPlain = says === null || says === path || (found !== null && says.startsWith(found.name))
  const said = isPlain ? '' : ` ${onOneLine(says)}`
  switch (kind) {
    case 'entrypoint':
      return `command${said}: `
    case 'argument':
      return `argument${said}: `
    case 'healthcheck':
      return `health check${said}: `
    case 'library':
      return `→ library${said}: `
    case 'interpreter':
      return '→ loader: '
    case 'shebang':
      return '→ script of: '
    case 'symlink':
      return '→ symlink to: '
    case 'owner':
      return '→ of package: '
    case 'dependency':
      return `→ depends on${said}: `
    case 'content':
      return '→ has: '
  }
}
