import type { TreeNode } from '../../rootfs/tree.ts'
import { everyNode } from '../left-behind.ts'
import type { WasteRule } from '../rule.ts'

/** What package managers write anew with every change: their databases, and what they and ldconfig derive from these. */
const DATABASES = [
  /^\/var\/lib\/dpkg\/(?:status|available|diversions|statoverride)(?:-old)?$/,
  /^\/var\/lib\/dpkg\/(?:triggers\/(?:File|Unincorp)|info\/format)$/,
  /^\/var\/lib\/(?:apt\/extended_states$|rpm\/|pacman\/local\/|dnf\/|zypp\/)/,
  /^\/var\/cache\/(?:debconf|ldconfig)\//,
  /^\/usr\/(?:lib\/sysimage|share)\/rpm\/(?:rpmdb|Packages)/,
  /^\/(?:usr\/)?lib\/apk\/db\//,
  /^\/etc\/ld\.so\.cache$/,
]

/** Directories that hold any of them. */
const DIRECTORIES = /^\/(?:var\/(?:lib|cache)\/|usr\/(?:lib\/sysimage|share)\/rpm\/|(?:usr\/)?lib\/apk\/db\/|etc\/$)/

/** Copies that no program reads again. */
const BACKUPS = /^\/var\/(?:lib\/dpkg|cache\/debconf)\/[^/]+-old$/

/** Databases that are stored again by each layer that installs something; one package more costs a whole copy. */
export const packageDatabases: WasteRule = {
  name: 'package-databases',
  title: 'databases written again',
  mayBeIn: (directory) => DIRECTORIES.test(directory),
  claim(file) {
    const isMeant = file.shadow === null ? isBackup : isDatabase
    return everyNode(file, isMeant) ? file.bytes : 0
  },
  advice({ author, shadower }) {
    if (shadower === null) {
      return author.kind === 'base'
        ? `The backups come with ${author.label}, the base image; nothing reads them.`
        : `In ${author.label}: remove the backups /var/lib/dpkg/*-old and /var/cache/debconf/*-old in the same instruction.`
    }
    if (author.kind === 'base') {
      return `${capitalised(shadower.label)} stores again what ${author.label}, the base image, has: install all packages in one RUN, so that this happens once.`
    }
    return `${capitalised(shadower.label)} stores again what ${author.label} wrote: install all packages in one RUN.`
  },
}

function isDatabase({ path }: TreeNode): boolean {
  return DATABASES.some((database) => database.test(path))
}

function isBackup({ path }: TreeNode): boolean {
  return BACKUPS.test(path)
}

function capitalised(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1)
}
