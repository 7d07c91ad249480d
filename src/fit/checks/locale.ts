import { environmentVariable } from '../../catalogers/elf/entrypoint.ts'
import { selfAndBelow } from '../../rootfs/self-and-below.ts'
import type { Trial } from '../trial.ts'
import type { Check } from './check.ts'

const DIRECTORY = '/usr/lib/locale'
const ARCHIVE = `${DIRECTORY}/locale-archive`

/** Whether the locale that the app is set to is there. Only glibc has locales in files; it goes on as `C` without. */
export const localeCheck: Check = {
  name: 'locale',
  need: 'later',

  examine(trial) {
    const { config, processes, tree, app } = trial
    const value = ['LC_ALL', 'LC_CTYPE', 'LANG'].map((name) => environmentVariable(config, name)).find(Boolean)
    const isGlibc = processes.running.some(({ loading }) => loading?.loader.kind === 'glibc')
    if (value === undefined || !isGlibc || isBuiltIn(value, trial)) return []
    const directories = namesOf(value).map((name) => `${DIRECTORY}/${name}`)
    if ([...directories, ARCHIVE].some((path) => tree.resolve(path) !== undefined)) return []
    const says = `The locale is set to ${value}, which the base does not have.`
    const own = [...directories, ARCHIVE].map((path) => app.donor.at(path)).find((node) => node !== undefined)
    if (own === undefined) return [{ outcome: 'unknown', says }]
    const files = selfAndBelow(own).filter(({ children }) => children === null)
    return [{ outcome: 'add', says, remedy: { kind: 'bring', paths: files.map(({ path }) => path) } }]
  },
}

function isBuiltIn(value: string, { base, app }: Trial): boolean {
  if (value === 'C' || value === 'POSIX') return true
  if (!/^C\.utf-?8$/i.test(value)) return false
  const libc = base.libc.family === 'glibc' ? base.libc : app.image.libc
  const [major = 0, minor = 0] = (libc.version ?? '').split('.').map(Number)
  return major > 2 || (major === 2 && minor >= 35) // C.UTF-8 is part of glibc since then
}

/** `en_US.UTF-8` is kept as `en_US.utf8` (_nl_normalize_codeset in glibc's intl/l10nflist.c); without it, as written. */
function namesOf(locale: string): string[] {
  if (!/^[\w.@-]+$/.test(locale)) return []
  const [, name = locale, codeset = '', modifier = ''] = /^([^.@]+)(?:\.([^@]+))?(@.+)?$/.exec(locale) ?? []
  const normalized = codeset === '' ? '' : `.${codeset.toLowerCase().replace(/[^a-z0-9]/g, '')}`
  return [...new Set([locale, `${name}${normalized}${modifier}`])]
}
