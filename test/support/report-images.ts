import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { writeLayout } from '../../fixtures/image-builder.ts'
import { LayerBuilder } from '../../fixtures/layer-builder.ts'
import { decodeFileTable } from '../../src/compare/html/decode-file-table.ts'
import { encodeFileTable } from '../../src/compare/html/encode-file-table.ts'
import { htmlReport } from '../../src/compare/html/html-report.ts'
import type { FileTable, ReportSummary } from '../../src/compare/html/report-data.ts'
import { ReportDataCollector } from '../../src/compare/html/report-data-collector.ts'
import { compareDocument, type ImageInventory, readImages, summarizeImage } from '../../src/index.ts'

const OPTIONS = { platform: 'linux/amd64', cache: false, env: {} }

/** Names that a page must show as they are and do nothing else with. */
export const HOSTILE_NAMES = [
  '</script><script>alert(1)</script>',
  '<img src=x onerror=alert(1)>',
  '\u202egnp.exe',
  '"&\'',
]

/** Two releases of one app, as layouts below `scratch`; they share a base layer. By label. */
export async function writeReleases(scratch: string): Promise<Readonly<Record<string, string>>> {
  const base = await new LayerBuilder()
    .file('etc/os-release', 'ID=alpine\nVERSION_ID=3.20.1\n')
    .file('etc/motd', 'Welcome')
    .directory('usr/share')
    .build()
  const releases = {
    old: await new LayerBuilder()
      .file('lib/apk/db/installed', apkDatabase({ musl: '1.2.4-r2', zlib: '1.3.1-r0', curl: '8.9.0-r0' }))
      .file('usr/lib/libmusl', 'm'.repeat(5000))
      .file('usr/lib/libzlib', 'z'.repeat(2000))
      .file('usr/lib/libcurl', 'c'.repeat(3000))
      .file('app/server', 'one'.repeat(1000), { mode: 0o755 })
      .hardlink('app/server-again', 'app/server')
      .file('app/same-size', 'aaaa')
      .symlink('app/current', 'server')
      .build(),
    new: await new LayerBuilder()
      .file('lib/apk/db/installed', apkDatabase({ musl: '1.2.10-r0', zlib: '1.3.1_rc2-r0', openssl: '3.3.2-r0' }))
      .file('usr/lib/libmusl', 'm'.repeat(6000))
      .file('usr/lib/libzlib', 'z'.repeat(2000))
      .file('usr/lib/libopenssl', 'o'.repeat(40_000))
      .file('app/server', 'two'.repeat(1000), { mode: 0o4755 })
      .file('app/same-size', 'bbbb', { uid: 1000 })
      .symlink('app/current', 'server-again')
      .directory('var/lib', { xattrs: { 'user.note': 'new' } })
      .build(),
  }
  return Object.fromEntries(
    Object.entries(releases).map(([label, tar]) => {
      const layers = [
        { tar: base, createdBy: 'ADD rootfs.tar /' },
        { tar, createdBy: `COPY ${label} / # <b>bold</b>` },
      ]
      return [label, `oci:${writeLayout(join(scratch, label), { layers }).directory}`]
    }),
  )
}

/** An image whose names are as bad as names can be. */
export async function writeHostile(scratch: string): Promise<string> {
  const layer = new LayerBuilder()
  for (const name of HOSTILE_NAMES) layer.file(`srv/${name}`, name)
  layer.file(Buffer.from([0x73, 0x72, 0x76, 0x2f, 0xff, 0x0a, 0x31]), 'not UTF-8, and a line break')
  const spec = {
    layers: [{ tar: await layer.build(), createdBy: `RUN echo '${HOSTILE_NAMES[0]}'` }],
    config: { User: HOSTILE_NAMES[0], Labels: { [HOSTILE_NAMES[0]!]: HOSTILE_NAMES[1] } },
  }
  return `oci:${writeLayout(join(scratch, 'hostile'), spec).directory}`
}

/** A committed image as a reference. */
export function committed(name: 'webapp' | 'static' | 'odd-layers'): string {
  return `oci:${fileURLToPath(new URL(`../../fixtures/images/${name}`, import.meta.url))}`
}

/** The inventories of images, by label. */
export async function inventoriesOf(references: Readonly<Record<string, string>>): Promise<ImageInventory[]> {
  return readImages(requestsOf(references), OPTIONS, (inventory) => inventory)
}

/** What a report would carry of images. */
export function reportData(images: readonly Parameters<ReportDataCollector['add']>[0][]): {
  readonly summary: Omit<ReportSummary, 'document'>
  readonly files: FileTable
} {
  const collector = new ReportDataCollector()
  for (const image of images) collector.add(image)
  const { files, ...summary } = collector.finish()
  return { summary, files: decodeFileTable(encodeFileTable(files, null)) }
}

/** The HTML report of images, as the command makes it. */
export async function htmlOf(references: Readonly<Record<string, string>>): Promise<string> {
  const labels = Object.keys(references)
  const report = htmlReport()
  const summaries = await readImages(requestsOf(references), OPTIONS, async (inventory, image, index) => {
    report.see?.(inventory)
    return { ...(await summarizeImage(inventory, image)), label: labels[index]! }
  })
  return report.render(compareDocument(summaries), { width: 80, color: false })
}

function requestsOf(references: Readonly<Record<string, string>>) {
  return Object.values(references).map((reference) => ({ reference }))
}

/** A database in which each package owns `/usr/lib/libNAME`. */
function apkDatabase(versions: Readonly<Record<string, string>>): string {
  return Object.entries(versions)
    .map(([name, version]) => `P:${name}\nV:${version}\nA:x86_64\nF:usr/lib\nR:lib${name}\n\n`)
    .join('')
}
