import { RPM_MANIFEST_DIRECTORY as MANIFESTS, RPM_MANIFESTS } from '../../catalogers/package-records.ts'
import type { InstalledPackage } from '../../inventory/ownership.ts'
import { encodeName } from '../../layer/tar/text.ts'
import { parentOf } from '../../rootfs/path.ts'
import { type MetadataRewriter, ordinaryFile, unchanged } from './metadata-change.ts'

/**
 * rpm's databases are binary, in three formats, with indexes beside the packages. Where all packages stay, so does the database;
 * otherwise the manifests take its place that distroless images of Azure Linux have, which scanners read in the same way. They
 * state names, versions, architectures and source packages; licenses and files are lost, and rpm itself finds no package.
 */
export const rewriteRpm: MetadataRewriter = ({ plan, packages, installed, isThere }) => {
  const [first] = installed
  if (first === undefined) return unchanged([])
  const { tree, reference } = plan.image
  const { database } = first
  const directory = tree.get(parentOf(database))
  const isKept = [...(directory?.children?.values() ?? [])].filter((node) => plan.decisions.get(node)?.keep)
  if (packages.length === installed.length && isThere(database)) return unchanged(packages)
  if (parentOf(database) === MANIFESTS && packages.length === installed.length) {
    return { ...unchanged(packages), kept: [tree.get(database)!] }
  }
  const lines = (lineOf: (found: InstalledPackage) => string): Uint8Array =>
    encodeName(packages.map((found) => `${lineOf(found)}\n`).join(''))
  const files = new Map([
    [RPM_MANIFESTS[0], ordinaryFile(lines(briefLine))],
    [RPM_MANIFESTS[1], ordinaryFile(lines(fullLine))],
  ])
  const doubts = [
    `${reference} has an rpm database, which cannot be written anew: the packages that stay are stated in ${MANIFESTS} instead.`,
  ]
  return { files, kept: [], dropped: isKept, packages, doubts }
}

/** As `rpm -qa` prints it. */
function briefLine({ name, version, architecture }: InstalledPackage): string {
  return `${name}-${withoutEpoch(version).release}.${architecture ?? '(none)'}`
}

/**
 * Name, version-release, install time, build time, vendor, epoch, size, architecture, epoch number, source package
 * (generateContainerManifests in the Azure Linux toolkit); what is not known as rpm has it.
 */
function fullLine({ name, version, architecture, source, installedBytes }: InstalledPackage): string {
  const { epoch, release } = withoutEpoch(version)
  const sourceRpm = source === null ? '(none)' : `${source.name}-${source.version}.src.rpm`
  const fields = [name, release, 0, 0, '(none)', '(none)', installedBytes, architecture ?? '(none)', epoch, sourceRpm]
  return fields.map((field) => String(field).replace(/[\t\n]/g, ' ')).join('\t')
}

function withoutEpoch(version: string): { readonly epoch: string; readonly release: string } {
  const [, epoch = '0', release = version] = /^(?:(\d+):)?(.*)$/s.exec(version) ?? []
  return { epoch, release }
}
