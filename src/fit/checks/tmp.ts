import type { Check } from './check.ts'

const TMP = '/tmp'

/** Whether there is a /tmp that anyone may write to, where the app had one. */
export const tmpCheck: Check = {
  name: 'tmp',
  need: 'later',

  examine({ app, tree, config }) {
    const directory = tree.resolve(TMP)
    if (directory?.type === 'directory' && (isRoot(config.user) || (directory.mode & 0o002) !== 0)) return []
    if (directory !== undefined) return [{ outcome: 'unknown', says: 'Only root may write to /tmp of the base.' }]
    if (app.donor.at(TMP)?.type !== 'directory') return []
    const says = 'The base has no /tmp, which the app had.'
    return [{ outcome: 'add', says, remedy: { kind: 'bring', paths: [TMP] } }]
  },
}

function isRoot(user: string): boolean {
  return /^(?:|root|0+)(?::|$)/.test(user)
}
