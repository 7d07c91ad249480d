import { join } from 'node:path'
import { expect, test } from 'vitest'
import type { Packing } from '../../fixtures/compress.ts'
import { writeLayout } from '../../fixtures/image-builder.ts'
import { LayerBuilder } from '../../fixtures/layer-builder.ts'
import { needProgram } from '../support/programs.ts'
import { temporaryDirectory } from '../support/temporary-directory.ts'
import { imgpeek } from './imgpeek.ts'

const scratch = temporaryDirectory()

// decoders that are loaded when met are where a bundle differs from its sources
test.for<Packing>(['none', 'gzip', 'zstd', 'bzip2', 'xz'])(
  'the built program reads layers with the compression %s',
  async (packing, context) => {
    if (packing === 'bzip2' || packing === 'xz') needProgram(context, packing)
    const tar = await new LayerBuilder().file('etc/motd', 'hello').build()
    const { directory } = writeLayout(join(scratch, packing), { layers: [{ tar, packing }] })
    const { code, stdout } = await imgpeek(['inspect', `oci:${directory}`, '--json', '--no-cache'])
    expect(code).toBe(0)
    expect(JSON.parse(stdout).layers).toMatchObject([{ compression: packing, files: 1, fileBytes: 5 }])
  },
)
