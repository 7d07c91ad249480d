import { test } from 'vitest'
import { compress } from '../../fixtures/compress.ts'
import { LayerBuilder } from '../../fixtures/layer-builder.ts'
import { ExitCode } from '../../src/index.ts'
import { expectFailure, inspectSpec } from '../support/inspect-layout.ts'
import { noise } from '../support/noise.ts'
import { needProgram } from '../support/programs.ts'
import { temporaryDirectory } from '../support/temporary-directory.ts'

const scratch = temporaryDirectory()
const MIB = 1024 ** 2

// so large that most of it is still under way when the error is found
test.for(['none', 'gzip', 'gzip-members', 'zstd', 'zstd-frames', 'bzip2', 'xz'] as const)(
  'a large layer that is corrupt near its beginning is told, not waited for (compression: %s)',
  async (packing, context) => {
    if (packing === 'bzip2' || packing === 'xz') needProgram(context, packing)
    const tar = await new LayerBuilder().file('noise', noise(6 * MIB, 'corrupt')).build()
    const blob = compress(tar, packing)
    blob.fill(0x55, 200, 300)
    await expectFailure(inspectSpec(scratch, { layers: [{ tar, blob }] }), ExitCode.broken, /^Layer 0: .*\.$/)
  },
)
