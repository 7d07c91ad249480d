import { Args, Flags } from '@oclif/core'
import { IMAGE_HELP, ImageCommand, imageFlags } from './support/image-command.ts'

const { cache: _cache, ...copyFlags } = imageFlags

export default class Copy extends ImageCommand {
  static override summary = 'Copy an image to a registry, a layout, an archive or an engine.'

  static override description =
    'Copies one image, unchanged: its layers are verified and go as they are, and the manifest keeps its digest where the ' +
    'destination can hold it. Layers that the destination has are not sent again, and within a registry they are taken over ' +
    'from repository to repository. The image appears when all of it is there; until then, and after a failure or Ctrl-C, ' +
    'nothing is to be seen of it.\n\n' +
    'DESTINATION is a name in a registry, oci:DIR[:TAG], oci-archive:FILE[:TAG], docker-archive:FILE[:REF], ' +
    'docker-daemon:REF, podman:REF or containerd:[NAMESPACE/]REF. ' +
    '--username is for the registry of DESTINATION, or of SOURCE where DESTINATION is none.\n\n' +
    IMAGE_HELP.replace('IMAGE is', 'SOURCE is')

  static override usage = 'copy SOURCE DESTINATION [FLAGS]'

  static override examples = [
    {
      description: 'To another registry:',
      command: '<%= config.bin %> copy alpine:3.20 registry.example/base/alpine:3.20',
    },
    {
      description: 'For a machine without a network:',
      command: '<%= config.bin %> copy app:1.0 docker-archive:app.tar:app:1.0 && docker load -i app.tar',
    },
    {
      description: 'To run it here:',
      command: '<%= config.bin %> copy oci:build docker-daemon:app:dev && docker run --rm app:dev',
    },
    {
      description: 'What was built without a daemon, under the digest that it has then:',
      command: '<%= config.bin %> copy oci:build registry.example/app:1.0 --json | jq -r .digest',
    },
  ]

  static override args = {
    source: Args.string({ name: 'SOURCE', required: true, description: 'The image, as [SCHEME:]NAME.' }),
    destination: Args.string({ name: 'DESTINATION', required: true, description: 'Its new place, as [SCHEME:]NAME.' }),
  }

  static override flags = {
    json: Flags.boolean({ summary: 'Print one JSON document about what was written.' }),
    ...copyFlags,
  }

  async run(): Promise<void> {
    const { args, flags } = await this.parse(Copy)
    const document = await this.reading({ ...flags, cache: false }, 'Copying', ({ copy }, options) =>
      copy(args.source, args.destination, options),
    )
    if (flags.json) {
      await this.answerJson(document)
    } else {
      const { renderCopyPage } = await import('../src/report/copy-page.ts')
      await this.answer(renderCopyPage(document))
    }
  }
}
