import { fieldsPageSection } from './fields.ts'

/** What programs find to run on. */
export const systemSection = fieldsPageSection('system', 'System', {
  platform: { label: 'Platform' },
  os: { label: 'System' },
  base: { label: 'Base' },
  libc: { label: 'libc' },
  loader: { label: 'Loader' },
  requires: { label: 'Binaries need' },
  unresolved: { label: 'Unresolved', wanted: false },
})

/** What an attacker or an administrator would look for first. */
export const postureSection = fieldsPageSection('posture', 'Posture', {
  runsAsRoot: { label: 'Runs as root' },
  setuid: { label: 'Setuid, setgid', wanted: false },
  capabilities: { label: 'Capabilities', wanted: false },
  worldWritable: { label: 'World-writable', wanted: false },
  shells: { label: 'Shells', wanted: false },
  packageManagers: { label: 'Package managers', wanted: false },
  caCertificates: { label: 'CA certificates' },
  timezones: { label: 'Time zones' },
  passwd: { label: '/etc/passwd' },
  group: { label: '/etc/group' },
  nsswitch: { label: 'nsswitch.conf' },
  tmp: { label: '/tmp writable' },
})

/** Durations of health checks are nanoseconds, of 1 ms and more (docs.docker.com/reference/api/engine); retries are few. */
function nanosecondsOrCount(value: number): string {
  return value < 1e6 ? String(value) : `${value / 1e9} s`
}

/** What a container starts with. */
export const configSection = fieldsPageSection('config', 'Config', {
  entrypoint: { label: 'Entrypoint' },
  cmd: { label: 'Command' },
  user: { label: 'User' },
  workingDir: { label: 'Directory' },
  env: { label: 'Environment', separator: '=' },
  exposedPorts: { label: 'Ports' },
  volumes: { label: 'Volumes' },
  labels: { label: 'Labels', separator: '=' },
  stopSignal: { label: 'Stop signal' },
  healthcheck: { label: 'Health check', number: nanosecondsOrCount },
  shell: { label: 'Shell' },
})
