import { expect, it } from 'vitest'
import { LayerBuilder } from '../../fixtures/layer-builder.ts'
import { locales } from '../../src/compare/locales.ts'
import { imageOf } from '../support/image-of.ts'

it('locales are the directories of glibc, its archive, and the files of musl', async () => {
  const { tree } = await imageOf(
    new LayerBuilder()
      .file('usr/lib/locale/de_DE.utf8/LC_CTYPE', '')
      .file('usr/lib/locale/C.utf8/LC_CTYPE', '')
      .file('usr/lib/locale/empty/LC_MESSAGES/SYS_LC_MESSAGES', '')
      .file('usr/lib/locale/locale-archive', '')
      .file('usr/share/i18n/locales/musl/fr_FR.UTF-8', ''),
  )
  expect(locales(tree)).toEqual(['C.utf8', 'de_DE.utf8', 'fr_FR.UTF-8', 'locale-archive'])
})

it('there are none where there is nothing', async () => {
  expect(locales((await imageOf(new LayerBuilder().file('app', ''))).tree)).toEqual([])
})
