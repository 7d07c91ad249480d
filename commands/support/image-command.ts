import { Args, Flags, type Interfaces } from '@oclif/core'
import type {
  DefaultSource,
  ExtractOptions,
  ExtraFacts,
  GateDocument,
  GateRequest,
  Image,
  ImageInventory,
  ImageRequest,
  InspectOptions,
  OpenedImage,
  ProgressEvent,
  ReadImagesOptions,
} from '../../src/index.ts'
import { ENGINES } from '../../src/sources/options.ts'
import { BaseCommand } from './base-command.ts'
import { limitFlags, limitsOf } from './limit-flags.ts'
import { columnsOfStream, readSecret, wantsColor } from './standard-streams.ts'

/** The heading that help puts over a flag's group. */
const REGISTRY = 'REGISTRY'

/** What --source takes. */
const DEFAULT_SOURCES: readonly DefaultSource[] = ['registry', 'auto', ...ENGINES]

/** The argument of commands that read one image. */
export const imageArg = Args.string({
  name: 'IMAGE',
  required: true,
  description: 'The image, as [SCHEME:]NAME.',
})

/** What IMAGE may be, for descriptions. */
export const IMAGE_HELP =
  'IMAGE is [SCHEME:]NAME. Without a scheme it is a name in a registry, as Docker takes it. The schemes are ' +
  'docker://, registry:, oci:DIR[:TAG], oci-archive:FILE[:TAG], docker-archive:FILE[:REF], docker-daemon:REF, ' +
  'podman:REF, container:NAME, containerd:[NAMESPACE/]REF and rootfs:PATH; a PATH that exists needs none.'

/** The flags of commands that read images: which platform, how to reach it, and what it may cost. */
export const imageFlags = {
  platform: Flags.string({
    summary: 'Take this platform of an image that has several; linux on the architecture of this machine unless set.',
    helpValue: 'OS/ARCH[/VARIANT]',
  }),
  source: Flags.option({
    summary: 'Look there for names without a scheme; with auto in engines that are up first. A registry unless set.',
    helpValue: DEFAULT_SOURCES.join('|'),
    options: DEFAULT_SOURCES,
  })(),
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

/** What the command line says of `imageFlags`. */
export type ImageFlags = Interfaces.InferredFlags<typeof imageFlags>

/** What the command line says, and what the command wants to be read beside what always is. */
type Reading = ImageFlags & { readonly extraFacts?: readonly ExtraFacts[] }

type Library = typeof import('../../src/index.ts')

type ReadingOptions = InspectOptions & ExtractOptions

/** A command that reads images. */
export abstract class ImageCommand extends BaseCommand {
  /**
   * Reads an image, with progress on standard error where that is a terminal.
   * @throws {ImgpeekError} when it cannot be had, is broken, or the user interrupts.
   */
  protected readImage(reference: string, flags: Reading): Promise<ImageInventory> {
    return this.withImage(reference, flags, async (inventory) => inventory)
  }

  /**
   * Reads an image as `readImage` does, and keeps it open while `use` works with it; its signal fires when the user
   * interrupts.
   * @throws the same as `readImage`, and what `use` throws
   */
  protected withImage<Result>(
    reference: string,
    flags: Reading,
    use: (inventory: ImageInventory, extract: ExtractOptions, image: Image) => Promise<Result>,
  ): Promise<Result> {
    return this.withImages([{ reference }], flags, ([opened], extract) =>
      use(opened!.inventory, extract, opened!.image),
    )
  }

  /**
   * Reads images one after another, and lets go of each when `use` is done with it.
   * @param onFailure as in `ReadImagesOptions`
   * @throws the same as `readImage`, and what `use` and `onFailure` throw
   */
  protected readImages<Result>(
    requests: readonly ImageRequest[],
    flags: Reading,
    use: (inventory: ImageInventory, image: Image, index: number) => Result | Promise<Result>,
    onFailure?: ReadImagesOptions['onFailure'],
  ): Promise<Result[]> {
    const failing = onFailure === undefined ? {} : { onFailure }
    return this.reading(flags, 'Reading', ({ readImages }, options) =>
      readImages(requests, { ...options, ...failing }, use),
    )
  }

  /**
   * Reads images as `readImages` does, but keeps all of them while `use` works with them.
   * @throws the same as `readImage`, and what `use` throws
   */
  protected withImages<Result>(
    requests: readonly ImageRequest[],
    flags: Reading,
    use: (opened: readonly OpenedImage[], extract: ExtractOptions) => Promise<Result>,
  ): Promise<Result> {
    return this.reading(flags, 'Reading', ({ withImages }, options, doneReading) =>
      withImages(requests, options, (opened) => {
        doneReading()
        return use(opened, { limits: options.limits, signal: options.signal })
      }),
    )
  }

  /**
   * Opens images, which reads their manifests and no layer, while `use` works with them; the options are those to read them
   * with.
   * @throws the same as `readImage`, and what `use` throws
   */
  protected withOpenImages<Result>(
    requests: readonly ImageRequest[],
    flags: Reading,
    use: (images: readonly Image[], options: InspectOptions) => Promise<Result>,
  ): Promise<Result> {
    return this.reading(flags, 'Reading', ({ withOpenImages }, options) =>
      withOpenImages(requests, options, (images) => use(images, options)),
    )
  }

  /**
   * Holds an image against budgets, and reads no more of it than they need.
   * @throws the same as `readImage`, and {UsageError} when there is no rule
   */
  protected gateImage(request: GateRequest, flags: Reading): Promise<GateDocument> {
    return this.reading(flags, 'Reading', ({ gateImage }, options) => gateImage(request, options))
  }

  /**
   * Does what reads images, as the flags say, with progress on standard error.
   * @param doing says there what is being done
   */
  protected async reading<Result>(
    flags: Reading,
    doing: string,
    read: (library: Library, options: ReadingOptions, doneReading: () => void) => Promise<Result>,
  ): Promise<Result> {
    const password = flags['password-stdin'] ? await readSecret(process.stdin) : undefined
    const progress = await progressLine(doing)
    const library = await import('../../src/index.ts')
    const reading = this.interruptible((signal) => {
      const options = {
        platform: flags.platform,
        source: flags.source,
        username: flags.username,
        password,
        plainHttp: flags['plain-http'],
        insecure: flags.insecure,
        caFile: flags['ca-file'],
        cache: flags.cache,
        extraFacts: flags.extraFacts ?? [],
        limits: limitsOf(flags),
        env: process.env,
        signal,
        onProgress: (event: ProgressEvent) => progress?.update(event),
      }
      return read(library, options, () => progress?.clear())
    })
    return reading.finally(() => progress?.clear())
  }
}

/** A progress line on standard error where that is a terminal. */
async function progressLine(doing: string) {
  const { stderr } = process
  if (!stderr.isTTY) return undefined
  const { ProgressLine } = await import('../../src/report/progress.ts')
  return new ProgressLine({
    write: (text) => stderr.write(text),
    columns: columnsOfStream(stderr),
    color: wantsColor(stderr, process.env),
    now: () => performance.now(),
    doing,
  })
}
