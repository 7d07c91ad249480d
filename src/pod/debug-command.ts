import type { Workload, WorkloadContainer } from '../kubernetes/workload.ts'
import { commandLine } from '../report/shell-words.ts'

/** Stands for the name of a pod that cannot be told. */
const UNKNOWN_POD = 'POD'

/**
 * The command line that looks into a container with the tools of another image: `kubectl debug`, and for Compose `docker run` in the
 * container's namespaces. Names of manifests are quoted for a POSIX shell.
 */
export function debugCommand(workload: Workload, container: WorkloadContainer, image: string): string {
  const { pod, namespace } = workload
  if (pod.by === 'service') return dockerCommand(container, image)
  const within = namespace === null ? [] : ['-n', namespace]
  const target = [`--image=${image}`, `--target=${container.name}`]
  if (pod.by !== 'labels') {
    const name = pod.by === 'name' ? pod.name : UNKNOWN_POD
    return commandLine(['kubectl', 'debug', '-it', ...within, name, ...target])
  }
  const first = `${commandLine(['kubectl', 'get', 'pods', ...within, '-l', pod.labels, '-o', 'name'])} | head -n 1`
  return `${commandLine(['kubectl', 'debug', '-it', ...within])} "$(${first})" ${commandLine(target)}`
}

function dockerCommand({ name, containerName }: WorkloadContainer, image: string): string {
  const container =
    containerName === null
      ? `"container:$(${commandLine(['docker', 'compose', 'ps', '-q', name])} | head -n 1)"`
      : commandLine([`container:${containerName}`])
  return `docker run -it --rm --pid=${container} --network=${container} ${commandLine([image])}`
}
