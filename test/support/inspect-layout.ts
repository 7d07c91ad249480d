import { mkdtempSync } from 'node:fs'
import { join } from 'node:path'
import { expect } from 'vitest'
import type { ImageSpec, LayoutBuilder } from '../../fixtures/image-builder.ts'
import { writeLayout } from '../../fixtures/image-builder.ts'
import type { LayerBuilder } from '../../fixtures/layer-builder.ts'
import { type ImgpeekError, type InspectDocument, type InspectOptions, inspectImage } from '../../src/index.ts'

/** Inspects the image of a layout, without a cache unless the options say otherwise. */
export function inspectLayout(layout: LayoutBuilder, options: Partial<InspectOptions> = {}): Promise<InspectDocument> {
  return inspectImage(`oci:${layout.directory}`, { platform: 'linux/amd64', cache: false, env: {}, ...options })
}

/** Writes an image below `scratch` and inspects it. */
export function inspectSpec(
  scratch: string,
  spec: ImageSpec,
  options: Partial<InspectOptions> = {},
): Promise<InspectDocument> {
  return inspectLayout(writeLayout(mkdtempSync(join(scratch, 'layout-')), spec), options)
}

/** Writes an image of these layers below `scratch` and inspects it. */
export async function inspectLayers(scratch: string, ...layers: readonly LayerBuilder[]): Promise<InspectDocument> {
  const tars = await Promise.all(layers.map((layer) => layer.build()))
  return inspectSpec(scratch, { layers: tars.map((tar) => ({ tar })) })
}

/** Expects a failure that a user can act on: this exit code, and one short sentence that matches. */
export async function expectFailure(attempt: Promise<unknown>, exitCode: number, message: RegExp): Promise<void> {
  const error = await attempt.then(
    () => expect.fail('it was read without an error'),
    (thrown: ImgpeekError) => thrown,
  )
  expect({ exitCode: error.exitCode, message: error.message }).toEqual({
    exitCode,
    message: expect.stringMatching(message),
  })
  expect(error.message).not.toContain('\n')
  expect(error.message.length).toBeLessThan(400)
}
