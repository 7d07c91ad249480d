import type { Policy } from '../policy.ts'

/** What package managers remember for themselves, and make anew where it is missing: no list of what is installed. */
const DIRECTORIES = /^\/(?:var\/cache\/(?:debconf|apt|dnf|yum|zypp|apk|ldconfig)|var\/lib\/(?:apt|ucf|dnf|zypp|yum))\//
const BACKUP =
  /^\/var\/lib\/dpkg\/(?:[^/]+-old|available|lock(?:-frontend)?)$|^\/etc\/(?:passwd|group|shadow|gshadow|subuid|subgid)-$/

/** The state of package managers beside their databases. */
export const packageState: Policy = {
  name: 'package-state',
  says: 'state of a package manager',
  mayBeIn: (directory) => DIRECTORIES.test(directory) || directory === '/var/lib/dpkg/' || directory === '/etc/',
  drops: ({ path }) => DIRECTORIES.test(path) || BACKUP.test(path),
}
