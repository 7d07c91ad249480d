import { Args, Flags } from '@oclif/core'
import { SECTIONS } from '../src/report/page/sections.ts'
import { BaseCommand } from './support/base-command.ts'
import { limitFlags, limitsOf } from './support/limit-flags.ts'
import { columnsOfStream, readSecret, wantsColor } from './support/standard-streams.ts'

/** The heading that help puts over a flag's group. */
const REGISTRY = 'REGISTRY'

export default class Inspect extends BaseCommand {
  static override summary = 'Show what an image is made of.'

  static override description =
    'Says what an image is made of: its layers and the instructions that made them, its packages, its libc and what its ' +
    'binaries need, what is wasted, and how it stands with users, shells and privileges.\n\n' +
    'IMAGE is [SCHEME:]NAME. Without a scheme it is a name in a registry, as Docker takes it. The schemes are ' +
    'docker://, registry:, oci:DIR[:TAG], oci-archive:FILE[:TAG], docker-archive:FILE[:REF] and rootfs:PATH; a PATH ' +
    'that exists needs none.'

  static override usage = 'inspect IMAGE [FLAGS]'

  static override examples = [
    { description: 'An image in a registry:', command: '<%= config.bin %> inspect alpine:3.20' },
    {
      description: 'The same for another platform:',
      command: '<%= config.bin %> inspect alpine:3.20 --platform linux/arm64',
    },
    { description: 'What docker save wrote:', command: '<%= config.bin %> inspect docker-archive:image.tar' },
    {
      description: 'All packages and nothing else:',
      command: '<%= config.bin %> inspect debian:12 --section packages',
    },
    {
      description: 'For a program:',
      command: "<%= config.bin %> inspect alpine:3.20 --json | jq -r '.packages[].purl'",
    },
  ]

  static override args = {
    image: Args.string({ name: 'IMAGE', required: true, description: 'The image, as [SCHEME:]NAME.' }),
  }

  static override flags = {
    platform: Flags.string({
      summary: 'Take this platform of an image that has several; linux on the architecture of this machine unless set.',
      helpValue: 'OS/ARCH[/VARIANT]',
    }),
    json: Flags.boolean({ summary: 'Print one JSON document (docs/json.md).', exclusive: ['section'] }),
    section: Flags.string({
      summary: 'Print this section only, in full; may be given several times.',
      helpValue: 'NAME',
      options: SECTIONS.map((section) => section.name),
      multiple: true,
      multipleNonGreedy: true,
    }),
    cache: Flags.boolean({
      summary: 'Keep what layers hold in the cache, and take it from there.',
      default: true,
      allowNo: true,
    }),
    username: Flags.string({
      summary: 'User name for the registry; goes with --password-stdin.',
      helpValue: 'NAME',
      dependsOn: ['password-stdin'],
      helpGroup: REGISTRY,
    }),
    'password-stdin': Flags.boolean({
      summary: 'Read the password or token from standard input.',
      dependsOn: ['username'],
      helpGroup: REGISTRY,
    }),
    'plain-http': Flags.boolean({ summary: 'Speak HTTP, not HTTPS, with the registry.', helpGroup: REGISTRY }),
    insecure: Flags.boolean({ summary: 'Accept any TLS certificate of the registry.', helpGroup: REGISTRY }),
    'ca-file': Flags.string({
      summary: 'Trust the certificate authorities of this PEM file as well.',
      helpValue: 'FILE',
      helpGroup: REGISTRY,
    }),
    ...limitFlags,
  }

  async run(): Promise<void> {
    const { args, flags } = await this.parse(Inspect)
    const password = flags['password-stdin'] ? await readSecret(process.stdin) : undefined
    const progress = await progressLine()
    const { inspectImage } = await import('../src/index.ts')
    const document = await this.interruptible((signal) =>
      inspectImage(args.image, {
        platform: flags.platform,
        username: flags.username,
        password,
        plainHttp: flags['plain-http'],
        insecure: flags.insecure,
        caFile: flags['ca-file'],
        cache: flags.cache,
        limits: limitsOf(flags),
        env: process.env,
        signal,
        onProgress: (event) => progress?.update(event),
      }),
    ).finally(() => progress?.clear())

    if (flags.json) {
      const { renderJson } = await import('../src/report/json.ts')
      await this.answer(renderJson(document))
    } else {
      const { renderInspectPage } = await import('../src/report/inspect-page.ts')
      const style = { width: columnsOfStream(process.stdout), color: wantsColor(process.stdout, process.env) }
      await this.answer(await renderInspectPage(document, { ...style, sections: flags.section ?? [] }))
    }
  }
}

/** A progress line on standard error where that is a terminal. */
async function progressLine() {
  const { stderr } = process
  if (!stderr.isTTY) return undefined
  const { ProgressLine } = await import('../src/report/progress.ts')
  return new ProgressLine({
    write: (text) => stderr.write(text),
    columns: columnsOfStream(stderr),
    color: wantsColor(stderr, process.env),
    now: () => performance.now(),
  })
}
