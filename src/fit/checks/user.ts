import { accountsOf, accountsReader } from '../../catalogers/accounts.ts'
import type { Check, Finding } from './check.ts'

/** What stands for the password, and the shell of accounts that nobody logs in to. */
const PASSWD = '/etc/passwd'
const GROUP = '/etc/group'

/** Whether the base knows the user and the group that the app runs as, where it names them; numbers nobody has to know. */
export const userCheck: Check = {
  name: 'user',
  need: 'start',

  examine(trial) {
    const { app, tree, accounts } = trial
    const own = accountsOf(app.image.factsOf(accountsReader))
    const [user = '', group = ''] = app.image.config.config.user.split(':', 2)
    const findings: Finding[] = []
    const lacking = (what: string, path: string, text: string | undefined): void => {
      const says = `The app runs as ${what}, who is not in ${path} of the base.`
      if (text === undefined) {
        findings.push({ outcome: 'impossible', says: `${says} Its own image has no such entry either.` })
      } else if (tree.resolve(path) === undefined) {
        findings.push({ outcome: 'add', says, remedy: { kind: 'bring', paths: [path] } })
      } else if (!trial.hasLine(path, text)) {
        findings.push({ outcome: 'add', says, remedy: { kind: 'line', path, text } })
      }
    }
    if (isName(user) && !accounts.users.some(({ name }) => name === user)) {
      const entry = own.users.find(({ name }) => name === user)
      lacking(`user ${user}`, PASSWD, entry && `${user}:x:${entry.uid}:${entry.gid}::/:/sbin/nologin`)
    }
    if (isName(group) && !accounts.groups.some(({ name }) => name === group)) {
      const entry = own.groups.find(({ name }) => name === group)
      lacking(`group ${group}`, GROUP, entry && `${group}:x:${entry.gid}:`)
    }
    return findings
  },
}

/** Engines take what is all digits for an id; `root` they look up like any other name. */
function isName(text: string): boolean {
  return text !== '' && !/^\d+$/.test(text)
}
