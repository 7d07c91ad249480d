import type { InspectDocument } from '../inspect-document.ts'
import { renderLine, type Span } from '../line.ts'
import { formatBytes, formatCount, formatShare } from '../quantity.ts'
import type { Section } from './section.ts'

const LABEL_WIDTH = 9
const NUMBER_WIDTH = 8

/** What the image weighs, in the four ways that matter. */
export const sizeSection: Section = {
  name: 'size',
  heading: 'Size',
  onPage: () => true,
  render({ size, filesystem }, { width, palette }) {
    const line = (label: string, number: string, meaning: string, style: (text: string) => string = String): string => {
      const spans: Span[] = [
        { text: `  ${label.padEnd(LABEL_WIDTH)}`, style: palette.quiet },
        { text: number.padStart(NUMBER_WIDTH), style },
        { text: `  ${meaning}`, style: palette.quiet },
      ]
      return renderLine(spans, width)
    }
    const share = formatShare(size.reclaimableBytes, size.layerBytes)
    const wasted = size.reclaimableBytes > 0 ? palette.warning : palette.good
    return [
      line('Pulled', formatBytes(size.compressedBytes), 'compressed layers: what a registry stores and sends'),
      line('On disk', formatBytes(size.layerBytes), 'file contents in all layers'),
      line('Visible', formatBytes(size.contentBytes), 'file contents in the final filesystem'),
      line('Wasted', formatBytes(size.reclaimableBytes), `${share} of what is on disk`, wasted),
      line('Files', formatCount(filesystem.files), otherPaths(filesystem)),
    ]
  },
}

function otherPaths({ directories, symlinks, devices }: InspectDocument['filesystem']): string {
  return `and ${formatCount(directories)} directories, ${formatCount(symlinks)} symlinks, ${formatCount(devices)} devices`
}
