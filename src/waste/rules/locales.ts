import { leftBehind } from '../left-behind.ts'

/** Translations and locale definitions; programs speak English without. */
export const locales = leftBehind({
  name: 'locales',
  title: 'locales and translations',
  directories: /^\/usr\/(?:local\/)?(?:share\/(?:locale|i18n)|lib\/locale(?!\/C\.(?:utf8|UTF-8)\/))\//,
  except: /^locale\.alias$/,
  run: 'install without them (apt: a `path-exclude` in /etc/dpkg/dpkg.cfg.d), or remove /usr/share/locale in the same RUN',
})
