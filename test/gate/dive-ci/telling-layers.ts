import { LayerBuilder } from '../../../fixtures/layer-builder.ts'

/** Layers made to tell dive's formulas from ours, base first. */
export const TELLING_LAYERS: Readonly<Record<string, () => readonly LayerBuilder[]>> = {
  'one layer': () => [new LayerBuilder().file('a', bytes(1000))],
  'a file written twice': () => [
    new LayerBuilder().file('a', bytes(600)).file('b', bytes(400)),
    new LayerBuilder().file('a', bytes(600)),
  ],
  'a file deleted': () => [
    new LayerBuilder().file('a', bytes(900)).file('b', bytes(100)),
    new LayerBuilder().whiteout('a').file('c', bytes(1000)),
  ],
  'a directory deleted': () => [
    new LayerBuilder().directory('d').file('d/a', bytes(900)).file('b', bytes(100)),
    new LayerBuilder().whiteout('d').file('c', bytes(1000)),
  ],
  'a directory made opaque': () => [
    new LayerBuilder().directory('d').file('d/a', bytes(900)).file('b', bytes(100)),
    new LayerBuilder().directory('d').opaque('d').file('d/c', bytes(1000)),
  ],
  'a file emptied': () => [new LayerBuilder().file('a', bytes(1000)), new LayerBuilder().file('a')],
  'a hard link replaced': () => [
    new LayerBuilder().file('a', bytes(1000)).hardlink('b', 'a'),
    new LayerBuilder().file('b', bytes(500)).file('c', bytes(500)),
  ],
  'a file moved in its layer': () => [
    new LayerBuilder().file('old/a', bytes(1000)),
    new LayerBuilder().whiteout('old').file('new/a', bytes(1000)),
  ],
}

function bytes(count: number): string {
  return 'x'.repeat(count)
}
