import type { Libc } from '../../catalogers/libc.ts'
import { nameOf } from '../../rootfs/path.ts'
import type { PlanApp, PlanFile } from '../plan-request.ts'
import { type ApkDistribution, apkDistribution } from './distribution.ts'

const LIBRARY = /\/lib\w*\/(?:[^/]+-linux-[^/]+\/)?[^/]+\.so(?:\.[^/]+)?$/
const MUSL_LOADER = /^ld-musl-(.+)\.so\.1$/
const PROGRAM = /^\/(?:usr\/)?s?bin\/[^/]+$/
const CERTIFICATES = /^\/etc\/(?:ssl\/(?:certs\/ca-certificates\.crt|cert\.pem|ca-bundle\.pem)|pki\/.+\.(?:crt|pem))$/
const TIMEZONES = /^\/(?:usr\/share\/zoneinfo(?:\/.+)?|etc\/localtime)$/
const ACCOUNTS = /^\/etc\/(?:passwd|group)$/

/**
 * By what apk finds the package that has a file: its name, or what it provides. Every package of these distributions provides
 * `so:SONAME` for each library in the system's directories, and `cmd:NAME` for each program (abuild(1); melange does the same).
 * Undefined for what only a package's list of files could tell.
 */
export function packageFor(
  file: Pick<PlanFile, 'path' | 'package'>,
  app: Pick<PlanApp, 'os' | 'libc'>,
  distribution: ApkDistribution,
): string | undefined {
  const { path, package: owner } = file
  if (owner?.type === 'apk' && apkDistribution(app.os)?.id === distribution.id) return owner.name
  if (ACCOUNTS.test(path)) return distribution.packages.accounts
  if (CERTIFICATES.test(path)) return distribution.packages.certificates
  if (TIMEZONES.test(path)) return distribution.packages.timezones
  if (PROGRAM.test(path)) return `cmd:${nameOf(path)}`
  if (!LIBRARY.test(path) || !isOf(app.libc, distribution)) return undefined
  return `so:${nameOf(path).replace(MUSL_LOADER, 'libc.musl-$1.so.1')}`
}

/** Whether the distribution's libraries are built for the app's C library. */
function isOf({ family }: Libc, { libc }: ApkDistribution): boolean {
  return family === libc
}
