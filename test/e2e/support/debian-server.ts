import { execFile } from 'node:child_process'
import { readFile, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { runProgram } from './run-program.ts'

/** What is made of a base by installing packages on it. */
export interface DebianServer {
  /** A layout with a Debian that has dpkg's database. */
  readonly base: string
  /** A package that this machine has; what it depends on comes along. */
  readonly package: string
  readonly cmd: readonly string[]
  /** `PORT/tcp` */
  readonly port: string
}

/**
 * Builds an image of a Debian with a package more, as its own dpkg installs it: maintainer scripts run in it, and no service is started.
 * The packages are made again of those that are installed here (dpkg-repack), so that no network is needed.
 * @param directory an empty one, where the layout `image:latest` is made
 * @returns the image's reference
 */
export async function installOnDebian(server: DebianServer, directory: string): Promise<string> {
  const layout = join(directory, 'image')
  const image = `${layout}:latest`
  const bundle = join(directory, 'bundle')
  const root = join(bundle, 'rootfs')
  await runProgram('skopeo', 'copy', '--insecure-policy', '-q', `oci:${server.base}`, `oci:${image}`)
  await runProgram('umoci', 'unpack', '--image', image, bundle)

  const debs = join(root, 'debs')
  await runProgram('mkdir', debs)
  const missing = await missingPackages(server.package, join(root, 'var/lib/dpkg/status'))
  await promisify(execFile)('dpkg-repack', ['-d', '-Znone', ...missing], { cwd: debs })
  const refusal = join(root, 'usr/sbin/policy-rc.d')
  await writeFile(refusal, '#!/bin/sh\nexit 101\n', { mode: 0o755 })
  await runProgram('chroot', root, 'sh', '-c', 'DEBIAN_FRONTEND=noninteractive dpkg --force-depends -i /debs/*.deb')
  await rm(refusal)
  await rm(debs, { recursive: true })

  await runProgram('umoci', 'repack', '--image', image, bundle)
  const cmd = server.cmd.flatMap((word) => ['--config.cmd', word])
  const settings = ['--clear=config.entrypoint', '--clear=config.cmd', '--config.exposedports', server.port]
  await runProgram('umoci', 'config', '--image', image, ...settings, ...cmd)
  await rm(bundle, { recursive: true })
  return `oci:${image}`
}

/** A package of this machine and what it depends on, without what a status file has already. */
async function missingPackages(name: string, statusFile: string): Promise<string[]> {
  const status = await readFile(statusFile, 'utf8')
  const there = new Set(Array.from(status.matchAll(/^Package: (.+)$/gm), ([, found]) => found))
  const listed = await runProgram('dpkg-query', '-W', '-f', `\${Package}\t\${Pre-Depends}, \${Depends}\n`)
  const depends = new Map(listed.split('\n').map((line) => line.split('\t', 2) as [string, string | undefined]))
  const missing = new Set([name])
  for (const each of missing) {
    for (const alternatives of (depends.get(each) ?? '').split(',')) {
      const names = alternatives.split('|').map((text) => text.trim().replace(/[ (:].*/, ''))
      if (names.some((candidate) => there.has(candidate) || missing.has(candidate))) continue
      const found = names.find((candidate) => depends.has(candidate))
      if (found !== undefined) missing.add(found)
    }
  }
  return [...missing]
}
