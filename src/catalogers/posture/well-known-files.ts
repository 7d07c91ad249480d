import type { PathLookup } from '../../rootfs/tree.ts'

type Tree = Pick<PathLookup<never>, 'resolve'>

/** Where distributions keep their CA bundle (Go's crypto/x509 root_linux.go looks in the same places). */
const CA_BUNDLES = [
  '/etc/ssl/certs/ca-certificates.crt',
  '/etc/pki/tls/certs/ca-bundle.crt',
  '/etc/ssl/ca-bundle.pem',
  '/etc/pki/tls/cacert.pem',
  '/etc/pki/ca-trust/extracted/pem/tls-ca-bundle.pem',
  '/etc/ssl/cert.pem',
]

/** Where programs look for time zones (Go's time zoneinfo_unix.go). */
const ZONE_DIRECTORIES = ['/usr/share/zoneinfo', '/usr/share/lib/zoneinfo', '/usr/lib/locale/TZ', '/etc/zoneinfo']

/** The bundle of CA certificates that programs find in this environment; null where there is none. */
export function findCertificates(tree: Tree, env: readonly string[]): string | null {
  const found = [absolutePathIn(env, 'SSL_CERT_FILE'), ...CA_BUNDLES].find((path) => {
    const node = path === undefined ? undefined : tree.resolve(path)
    return node?.type === 'file' && node.size > 0
  })
  return found ?? null
}

/** The directory with time zones that programs find in this environment; null where there is none. */
export function findZones(tree: Tree, env: readonly string[]): string | null {
  const found = [absolutePathIn(env, 'TZDIR'), ...ZONE_DIRECTORIES].find((path) => {
    const entries = path === undefined ? [] : (tree.resolve(path)?.children?.values() ?? [])
    return Array.from(entries).some(({ type, size }) => type === 'directory' || (type === 'file' && size > 0))
  })
  return found ?? null
}

function absolutePathIn(env: readonly string[], name: string): string | undefined {
  const value = env.findLast((variable) => variable.startsWith(`${name}=`))?.slice(name.length + 1)
  return value?.startsWith('/') ? value : undefined
}
