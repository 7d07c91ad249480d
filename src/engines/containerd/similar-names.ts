import { editDistance } from '../../edit-distance.ts'

const MOST_NAMES = 3
/** Names that are longer are no slip of the fingers; and the distance takes time with the product of two lengths. */
const LONGEST_NAME = 100

/** Names of images that were perhaps meant by `text`: those with its last part under another tag or elsewhere first, few of them. */
export function similarNames(text: string, names: readonly string[]): string[] {
  const wanted = lastPart(text)
  const ranked = names.flatMap((name) => {
    const distance = distanceOf(wanted, lastPart(name))
    return distance === undefined ? [] : [{ name, distance }]
  })
  return ranked
    .sort((a, b) => a.distance - b.distance || (a.name < b.name ? -1 : 1))
    .slice(0, MOST_NAMES)
    .map(({ name }) => name)
}

/** `alpine` of `docker.io/library/alpine:3.20`. */
function lastPart(name: string): string {
  return name.slice(name.lastIndexOf('/') + 1).replace(/[:@].*$/, '')
}

function distanceOf(wanted: string, name: string): number | undefined {
  const most = Math.floor(wanted.length / 3)
  if (Math.max(wanted.length, name.length) > LONGEST_NAME || Math.abs(wanted.length - name.length) > most)
    return undefined
  const distance = editDistance(wanted, name)
  return distance <= most ? distance : undefined
}
