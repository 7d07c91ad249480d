import { Engine } from './engine.ts'

/** github.com/containers/podman */
export const podman = new Engine({
  name: 'podman',
  asks: ['info', '--format', '{{.Host.OCIRuntime.Name}}'],
  entrypoint: (program) => JSON.stringify([program]),
})
