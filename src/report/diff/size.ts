import type { Contribution, PlaceChange } from '../diff-document.ts'
import type { Palette } from '../palette.ts'
import { type PlainColumn, plainRows } from '../plain-rows.ts'
import { formatByteChange, formatBytes } from '../quantity.ts'
import { rowsLeftOut } from '../rows-left-out.ts'
import { bytesText, growthOf, growthStyle } from './change-text.ts'
import { contributionName, placeName } from './contribution-name.ts'
import type { DiffPageSection } from './section.ts'

/** Where the difference in size comes from: by package, and by place. */
export const sizeSection: DiffPageSection = {
  name: 'size',
  heading: 'Size',
  summary({ size }) {
    if (size === null) return ''
    const { contentBytes, compressedBytes } = size
    const isPulledKnown = compressedBytes.before !== null && compressedBytes.after !== null
    return [
      contentBytes.after === null ? '' : `${bytesText(contentBytes)} visible`,
      isPulledKnown ? `${bytesText(compressedBytes)} pulled (${formatByteChange(growthOf(compressedBytes))})` : '',
    ]
      .filter((part) => part !== '')
      .join(', ')
  },
  render({ size }, { palette }) {
    if (size === null || size.contributions.length === 0) return []
    const { contributions, moreContributions, places, morePlaces } = size
    const byPlace = [
      ...plainRows(columns('Place', palette), places.map(placeRow), palette),
      ...rowsLeftOut(morePlaces, palette),
    ]
    // without packages, both lists say the same
    if (contributions.every((cause) => cause.package === null) && moreContributions === 0) return byPlace
    return [
      ...plainRows(columns('Package or unlisted place', palette), contributions.map(contributionRow), palette),
      ...rowsLeftOut(moreContributions, palette),
      '',
      ...byPlace,
    ]
  },
}

function columns(title: string, palette: Palette): PlainColumn[] {
  return [
    { title: 'Change', align: 'right', style: growthStyle(palette) },
    { title: 'Before', align: 'right', style: palette.quiet },
    { title: 'After', align: 'right' },
    { title, align: 'left' },
  ]
}

function contributionRow(contribution: Contribution): string[] {
  return [...bytesCells(contribution), contributionName(contribution)]
}

function placeRow(place: PlaceChange): string[] {
  return [...bytesCells(place), placeName(place.path, place.rest)]
}

function bytesCells(change: PlaceChange | Contribution): string[] {
  return [formatByteChange(growthOf(change)), formatBytes(change.before ?? 0), formatBytes(change.after ?? 0)]
}
