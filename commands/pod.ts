import { Flags } from '@oclif/core'
import { UsageError } from '../src/errors.ts'
import type { Workloads } from '../src/index.ts'
import { POD_FORMATS } from '../src/report/pod-formats.ts'
import { ImageCommand, imageFlags } from './support/image-command.ts'
import { FailedImages, keepGoingFlag } from './support/keep-going.ts'
import { manifestFlags, workloadsOf } from './support/manifest-flags.ts'
import { Reports, reportFlags } from './support/report-flags.ts'

const { platform: _, ...otherImageFlags } = imageFlags

export default class Pod extends ImageCommand {
  static override summary = 'Say what a node pulls for the pods of manifests, and what their containers share.'

  static override description =
    'Reads what makes pods (deployments, jobs, anything with a pod template) in manifests or in a cluster, and says for each ' +
    'pod what a fresh node pulls and unpacks, with layers that its containers share counted once; what is in each image; what ' +
    'one base for all would save; and for containers without a shell, how to look into them.\n\n' +
    'Images come from their registries, with the credentials that docker login or podman login left.'

  static override usage = ['pod -f MANIFEST… [FLAGS]', 'pod --cluster [FLAGS]']

  static override examples = [
    { description: 'A deployment:', command: '<%= config.bin %> pod -f deploy.yaml' },
    { description: 'A chart:', command: 'helm template web ./chart | <%= config.bin %> pod -f -' },
    { description: 'On nodes of another architecture:', command: '<%= config.bin %> pod -f k8s/ --node-arch arm64' },
    { description: 'What runs in a namespace:', command: '<%= config.bin %> pod --cluster -n shop' },
    {
      description: 'With an image that is not pushed yet:',
      command: '<%= config.bin %> pod -f deploy.yaml --map app:dev=oci:build/app',
    },
    {
      description: 'The pods that are pulled slowest:',
      command: "<%= config.bin %> pod -f k8s/ --json | jq '.pods[] | {name, bytes: .together.compressedBytes}'",
    },
  ]

  static override flags = {
    ...manifestFlags,
    cluster: Flags.boolean({
      summary: 'Read the pods that run in a cluster, by kubectl.',
      exclusive: ['manifest'],
    }),
    context: Flags.string({
      summary: "Take this context of kubectl's configuration.",
      helpValue: 'NAME',
      dependsOn: ['cluster'],
    }),
    namespace: Flags.string({
      char: 'n',
      summary: 'Take this namespace; that of the context unless set.',
      helpValue: 'NAME',
      dependsOn: ['cluster'],
    }),
    'all-namespaces': Flags.boolean({
      char: 'A',
      summary: 'Take all namespaces.',
      exclusive: ['namespace'],
      dependsOn: ['cluster'],
    }),
    'node-arch': Flags.string({
      summary: 'The architecture of the nodes, as in amd64 or arm64; that of this machine unless a pod asks for one.',
      helpValue: 'ARCH',
    }),
    'keep-going': keepGoingFlag,
    ...reportFlags(POD_FORMATS, 'docs/pod.md'),
    ...otherImageFlags,
  }

  async run(): Promise<void> {
    const { flags } = await this.parse(Pod)
    const reports = await Reports.begin(POD_FORMATS, flags)
    const { parseImageMap, PodReader, placedError, planImages } = await import('../src/index.ts')
    const map = parseImageMap(flags.map ?? [])
    const { workloads, notes } = await this.workloads(flags)
    const plan = planImages(workloads, { nodeArchitecture: flags['node-arch'], map, source: flags.source })
    const failed = new FailedImages()
    const goOn = failed.listener(plan.images, 0)
    const reader = new PodReader(plan)
    await this.readImages(
      plan.images,
      { ...flags, platform: undefined },
      (inventory, _image, index) => reader.see(inventory, index),
      (error, index) => {
        const placed = placedError(error, plan.images[index]!)
        if (!flags['keep-going']) throw placed
        goOn(placed, index)
      },
    )
    await this.warnOf(failed.messages)
    await reports.write(reader.finish(notes, failed.all), this.pageStyle, (text) => this.answer(text))
    this.exit(failed.exitCode)
  }

  private async workloads(flags: {
    readonly manifest: readonly string[] | undefined
    readonly cluster: boolean | undefined
    readonly context: string | undefined
    readonly namespace: string | undefined
    readonly 'all-namespaces': boolean | undefined
    readonly 'password-stdin': boolean | undefined
  }): Promise<Workloads> {
    if (flags.cluster) {
      const { readCluster } = await import('../src/index.ts')
      const { context, namespace, 'all-namespaces': allNamespaces } = flags
      return this.interruptible((signal) =>
        readCluster({ context, namespace, allNamespaces }, { env: process.env, signal }),
      )
    }
    if (flags.manifest === undefined) {
      throw new UsageError(
        'No manifest is named; name one, as in imgpeek pod -f deploy.yaml, or ask a cluster with --cluster.',
      )
    }
    return workloadsOf(flags.manifest, flags)
  }
}
