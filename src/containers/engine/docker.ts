import { Engine } from './engine.ts'

/** github.com/docker/cli */
export const docker = new Engine({
  name: 'docker',
  asks: ['version', '--format', '{{.Server.Version}}'],
  entrypoint: (program) => program,
})
