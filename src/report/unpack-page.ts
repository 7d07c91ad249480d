import type { UnpackDocument } from '../extract/unpack/unpack-document.ts'
import { formatBytes, formatCount } from './quantity.ts'
import { commandLine } from './shell-words.ts'
import { printable } from './terminal-text.ts'

/** What was unpacked, and how a bundle is started. */
export function renderUnpackPage({ directory, bundle, filesystem, contentBytes }: UnpackDocument): string {
  const { files, directories, symlinks, devices } = filesystem
  const counts = [
    formatCount(files, 'file'),
    formatCount(directories, 'directory').replace(/directorys$/, 'directories'),
    formatCount(symlinks, 'symlink'),
    ...(devices > 0 ? [formatCount(devices, 'device')] : []),
  ]
  const lines = [`${counts.join(', ')}: ${formatBytes(contentBytes)} in ${printable(directory)}`]
  if (bundle) lines.push(`To start it: ${printable(commandLine(['runc', 'run', '--bundle', directory, 'NAME']))}`)
  return `${lines.join('\n')}\n`
}
