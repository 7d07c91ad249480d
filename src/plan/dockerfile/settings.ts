import { DEFAULT_PATH, type ExecutionConfig, type Healthcheck } from '../../oci/config.ts'
import type { NotCovered } from '../plan.ts'
import type { PlanRequest } from '../plan-request.ts'
import { exec, isWritable, listed, paths, quoted } from './words.ts'

/** The instructions that give the result the app's configuration, whatever it inherits. */
export interface Settings {
  readonly instructions: readonly string[]
  readonly notCovered: readonly NotCovered[]
  readonly notes: readonly string[]
}

/** What one part of the configuration comes to. */
type Setting = Partial<Settings>

/** What a setting is worked out from. */
interface Situation {
  readonly app: ExecutionConfig
  readonly base: ExecutionConfig
  readonly user: PlanRequest['user']
  /** Whether the result's passwd has the app's user. */
  readonly hasUser: boolean
}

/** In the order in which they stand in the Dockerfile. VOLUME comes late: what is written there after it is lost. */
const SETTINGS: readonly ((situation: Situation) => Setting)[] = [
  environment,
  labels,
  shell,
  ports,
  stopSignal,
  healthcheck,
  user,
  workingDirectory,
  volumes,
  command,
]

/** The instructions for all of the app's configuration that differs from what the base says. */
export function settingsFor(situation: Situation): Settings {
  const settings = SETTINGS.map((setting) => setting(situation))
  return {
    instructions: settings.flatMap(({ instructions = [] }) => instructions),
    notCovered: settings.flatMap(({ notCovered = [] }) => notCovered),
    notes: settings.flatMap(({ notes = [] }) => notes),
  }
}

function environment({ app, base }: Situation): Setting {
  const inherited = assignments(base.env)
  const wanted = assignments(app.env)
  return {
    ...pairs('ENV', wanted, inherited, (name) => `The variable ${name}: give it when the container starts (--env).`),
    notes: [...inherited]
      .filter(([name, value]) => !wanted.has(name) && !(name === 'PATH' && value === DEFAULT_PATH))
      .map(([name]) => `The base sets the variable ${name}, which the app's image does not; ENV cannot take it away.`),
  }
}

function assignments(env: readonly string[]): ReadonlyMap<string, string> {
  return new Map(
    env.map((assignment): [string, string] => {
      const equals = assignment.indexOf('=')
      return equals === -1 ? [assignment, ''] : [assignment.slice(0, equals), assignment.slice(equals + 1)]
    }),
  )
}

function labels({ app, base }: Situation): Setting {
  return pairs(
    'LABEL',
    new Map(Object.entries(app.labels)),
    new Map(Object.entries(base.labels)),
    (name) => `The label ${name}: give it when you build (--label).`,
  )
}

/** One instruction for all names whose value is not inherited. A text with a line break cannot stand in a Dockerfile. */
function pairs(
  instruction: string,
  wanted: ReadonlyMap<string, string>,
  inherited: ReadonlyMap<string, string>,
  otherwise: (name: string) => string,
): Setting {
  const changed = [...wanted].filter(([name, value]) => name !== '' && inherited.get(name) !== value)
  const [writable, unwritable] = [true, false].map((is) =>
    changed.filter(([name, value]) => isWritable(name + value) === is),
  )
  return {
    instructions: writable!.length === 0 ? [] : [`${instruction} ${assigned(writable!)}`],
    notCovered: unwritable!.map(([name]) =>
      gap(`${otherwise(name)} A Dockerfile cannot write its line breaks or controls.`),
    ),
  }
}

function assigned(values: readonly (readonly [string, string])[]): string {
  return listed(
    values.map(([name, value]) => `${quoted(name)}=${quoted(value)}`),
    ' ',
  )
}

function shell({ app, base }: Situation): Setting {
  if (app.shell === null || isSame(app.shell, base.shell ?? [])) return {}
  return { instructions: [`SHELL ${exec(app.shell)}`] }
}

function ports({ app, base }: Situation): Setting {
  const exposed = app.exposedPorts.filter((port) => !base.exposedPorts.includes(port))
  const [valid, invalid] = [true, false].map((is) =>
    exposed.filter((port) => /^\d+(?:-\d+)?(?:\/(?:tcp|udp|sctp))?$/.test(port) === is),
  )
  return {
    instructions: valid!.length === 0 ? [] : [`EXPOSE ${valid!.join(' ')}`],
    notCovered: invalid!.map((port) => gap(`The exposed port ${JSON.stringify(port)} is none that EXPOSE takes.`)),
  }
}

function stopSignal({ app, base }: Situation): Setting {
  // Stated also where it is the default: the base may say another.
  const wanted = app.stopSignal ?? (base.stopSignal === null ? null : 'SIGTERM')
  if (wanted === null || wanted === base.stopSignal) return {}
  return /^[\w+-]+$/.test(wanted)
    ? { instructions: [`STOPSIGNAL ${wanted}`] }
    : { notCovered: [gap(`The stop signal ${JSON.stringify(wanted)} is none that STOPSIGNAL takes.`)] }
}

function healthcheck({ app, base }: Situation): Setting {
  if (app.healthcheck === null) return base.healthcheck === null ? {} : { instructions: ['HEALTHCHECK NONE'] }
  const [kind, ...test] = app.healthcheck.test
  if (kind === 'NONE') return { instructions: ['HEALTHCHECK NONE'] }
  if (kind !== 'CMD' && kind !== 'CMD-SHELL') return {} // inherited from an image that is not there
  const command = kind === 'CMD' ? test : [...(app.shell ?? ['/bin/sh', '-c']), test.join(' ')]
  return {
    instructions: [['HEALTHCHECK', ...healthcheckFlags(app.healthcheck), 'CMD', exec(command)].join(' ')],
    notes: kind === 'CMD' ? [] : [`The health check starts a shell, ${command[0]}: see that it is there.`],
  }
}

function healthcheckFlags(check: Healthcheck): string[] {
  const durations = [
    ['interval', check.interval],
    ['timeout', check.timeout],
    ['start-period', check.startPeriod],
    ['start-interval', check.startInterval],
  ] as const
  return [
    ...durations.flatMap(([flag, nanoseconds]) => (nanoseconds ? [`--${flag}=${duration(nanoseconds)}`] : [])),
    ...(check.retries ? [`--retries=${check.retries}`] : []),
  ]
}

/** As Go's time.ParseDuration reads it. */
function duration(nanoseconds: number): string {
  const [size, unit] = [
    [1e9, 's'],
    [1e6, 'ms'],
    [1, 'ns'],
  ].find(([unitSize]) => nanoseconds % (unitSize as number) === 0) as [number, string]
  return `${nanoseconds / size}${unit}`
}

function user({ app, base, user: known, hasUser }: Situation): Setting {
  if (app.user === base.user && (hasUser || !/[^\d:]/.test(app.user))) return {}
  if (app.user === '') {
    if (isRoot(base.user)) return {}
    return {
      instructions: ['USER 0:0'],
      notes: [`The app's image runs as root, the base as ${base.user}: leave USER out if the app needs no root.`],
    }
  }
  // By number where the result has another passwd: names mean nothing there.
  const byName = hasUser || known === null || !/[^\d:]/.test(app.user)
  const wanted = byName ? app.user : `${known.uid}:${known.gid}`
  if (!isWritable(wanted)) return { notCovered: [gap(`The user ${JSON.stringify(wanted)} cannot be written.`)] }
  return {
    instructions: [`USER ${quoted(wanted)}`],
    notes: byName ? [] : [`${app.user} is ${wanted} by the app's passwd; the result may have no such name.`],
  }
}

function isRoot(name: string): boolean {
  return ['', '0', 'root', '0:0', 'root:root'].includes(name)
}

function workingDirectory({ app, base }: Situation): Setting {
  const wanted = app.workingDir || '/'
  if (wanted === (base.workingDir || '/')) return {}
  if (!isWritable(wanted))
    return { notCovered: [gap(`The working directory ${JSON.stringify(wanted)} cannot be written.`)] }
  return { instructions: [`WORKDIR ${quoted(wanted)}`] }
}

function volumes({ app, base }: Situation): Setting {
  const wanted = app.volumes.filter((volume) => !base.volumes.includes(volume))
  return wanted.length === 0 ? {} : { instructions: [`VOLUME ${paths(wanted)}`] }
}

function command({ app, base }: Situation): Setting {
  const setsEntrypoint = !isSame(app.entrypoint, base.entrypoint)
  // ENTRYPOINT forgets the CMD of the base.
  const inheritedCmd = setsEntrypoint ? [] : base.cmd
  return {
    instructions: [
      ...(setsEntrypoint ? [`ENTRYPOINT ${exec(app.entrypoint)}`] : []),
      ...(isSame(app.cmd, inheritedCmd) ? [] : [`CMD ${exec(app.cmd)}`]),
    ],
  }
}

function gap(what: string): NotCovered {
  return { what, paths: [] }
}

function isSame(a: readonly string[], b: readonly string[]): boolean {
  return a.length === b.length && a.every((word, index) => word === b[index])
}
