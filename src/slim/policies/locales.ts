import { environmentVariable } from '../../catalogers/elf/entrypoint.ts'
import { locales as rule } from '../../waste/rules/locales.ts'
import type { Policy } from '../policy.ts'
import type { SlimImage } from '../slim-image.ts'
import { fromWasteRule } from './from-waste-rule.ts'

const known = fromWasteRule(rule)
const kept = new WeakMap<SlimImage, ReadonlySet<string>>()

/** Locales and translations, but for those that the image is set to or `--locale` names. */
export const locales: Policy = {
  ...known,
  drops(file, image) {
    if (!known.drops(file, image)) return false
    const [, name = ''] = /^\/usr\/(?:local\/)?(?:share\/locale|lib\/locale)\/([^/]+)\//.exec(file.path) ?? []
    if (file.name === 'locale-archive') return keptLocales(image).size === 0
    return !keptLocales(image).has(canonical(name)) && !keptLocales(image).has(canonical(name.replace(/[_.@].*/, '')))
  },
}

/** `de_DE.UTF-8` keeps `de_DE.utf8`, and the translations `de_DE` and `de`. */
function keptLocales(image: SlimImage): ReadonlySet<string> {
  let names = kept.get(image)
  if (names === undefined) {
    const set = ['LC_ALL', 'LC_CTYPE', 'LC_MESSAGES', 'LANG', 'LANGUAGE'].flatMap(
      (name) => environmentVariable(image.config, name)?.split(':') ?? [],
    )
    const wanted = [...(image.options.locales ?? []), ...set].filter(
      (name) => name !== '' && !/^(?:C|POSIX)\b/.test(name),
    )
    names = new Set(
      wanted.flatMap((name) => [name, name.replace(/[.@].*/, ''), name.replace(/[_.@].*/, '')].map(canonical)),
    )
    kept.set(image, names)
  }
  return names
}

/** glibc keeps `UTF-8` as `utf8` (_nl_normalize_codeset in its intl/l10nflist.c). */
function canonical(name: string): string {
  return name.replace(/\.(.*?)(?=@|$)/, (_, codeset: string) => `.${codeset.toLowerCase().replace(/[^a-z0-9]/g, '')}`)
}
