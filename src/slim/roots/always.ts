import { findCertificates } from '../../catalogers/posture/well-known-files.ts'
import type { Root } from '../root.ts'

/** What programs of every kind take for granted: who users are, whom to ask, what system this is, and what time. */
const FILES = [
  '/etc/passwd',
  '/etc/group',
  '/etc/nsswitch.conf',
  '/etc/os-release',
  '/usr/lib/os-release',
  '/etc/localtime',
  '/etc/timezone',
  '/etc/ld.so.preload',
]
/** Directories that programs write to (FHS 3.0), and those that engines mount something on. */
const DIRECTORIES = [
  '/tmp',
  '/var/tmp',
  '/run',
  '/var/run',
  '/var/log',
  '/var/cache',
  '/var/lib',
  '/proc',
  '/sys',
  '/dev',
]

/** What stays in every image that has it. */
export const always: Root = {
  name: 'always',

  *leads({ tree, config }) {
    for (const path of FILES) yield { path, kind: 'always', says: 'every program may read it', because: null }
    for (const path of DIRECTORIES) yield { path, kind: 'always', says: 'every program may use it', because: null }
    const certificates = findCertificates(tree, config.env)
    if (certificates !== null) {
      yield { path: certificates, kind: 'always', says: 'has the CA certificates', because: null }
    }
  },
}
