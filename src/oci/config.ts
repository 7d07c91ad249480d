import { type Digest, toDigest } from './digest.ts'
import { JsonObject } from './json-object.ts'
import { type Platform, platformFromJson } from './platform.ts'

/** How to probe a container (`HEALTHCHECK`); durations in nanoseconds, as Docker stores them. */
export interface Healthcheck {
  readonly test: readonly string[]
  readonly interval?: number
  readonly timeout?: number
  readonly startPeriod?: number
  readonly startInterval?: number
  readonly retries?: number
}

/** What a container of the image runs with; the `config` object of config.md, absent fields filled in. */
export interface ExecutionConfig {
  readonly entrypoint: readonly string[]
  readonly cmd: readonly string[]
  readonly env: readonly string[]
  readonly user: string
  readonly workingDir: string
  readonly exposedPorts: readonly string[]
  readonly volumes: readonly string[]
  readonly labels: Readonly<Record<string, string>>
  readonly stopSignal: string | null
  readonly healthcheck: Healthcheck | null
  readonly shell: readonly string[] | null
}

/** One step of the build (`history[]` of config.md). */
export interface HistoryEntry {
  readonly created: string | null
  readonly createdBy: string
  readonly comment: string
  readonly author: string
  readonly emptyLayer: boolean
}

/** An image configuration (OCI image specification, config.md), validated. */
export interface ImageConfig {
  readonly platform: Platform
  readonly created: string | null
  readonly author?: string
  readonly config: ExecutionConfig
  readonly diffIds: readonly Digest[]
  readonly history: readonly HistoryEntry[]
}

/** The config of a source that has none (a root filesystem). */
export const EMPTY_EXECUTION_CONFIG: ExecutionConfig = {
  entrypoint: [],
  cmd: [],
  env: [],
  user: '',
  workingDir: '',
  exposedPorts: [],
  volumes: [],
  labels: {},
  stopSignal: null,
  healthcheck: null,
  shell: null,
}

/** The PATH of containers whose image sets none: what Docker and runc set. */
export const DEFAULT_PATH = '/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin'

/** RFC 3339 section 5.6. */
const TIMESTAMP = /^\d{4}-\d\d-\d\d[Tt]\d\d:\d\d:\d\d(?:\.\d+)?(?:[Zz]|[+-]\d\d:\d\d)$/

/**
 * Reads an image configuration. As real configs need it, null stands for an absent array or object, and Docker's
 * extensions (`Healthcheck`, `Shell`, `ArgsEscaped`) are known or passed over; a field of another type is an error. The
 * caller bounds the size of `bytes`; `where` names the document in errors.
 * @throws {BrokenImageError} when it is malformed.
 */
export function parseImageConfig(bytes: Uint8Array, where: string): ImageConfig {
  const json = JsonObject.parse(bytes, where)
  const config = json.object('config')
  const rootfs = json.object('rootfs')
  const type = rootfs?.string('type')
  if (rootfs !== undefined && type !== undefined && type !== 'layers') throw rootfs.mistyped('type', '"layers"')
  const author = json.string('author')
  return {
    platform: platformFromJson(json),
    created: timestamp(json, 'created'),
    ...(author && { author }),
    config: config === undefined ? EMPTY_EXECUTION_CONFIG : executionConfig(config),
    diffIds: (rootfs?.strings('diff_ids') ?? []).map((id, index) => toDigest(id, rootfs!.place(`diff_ids[${index}]`))),
    history: (json.objects('history') ?? []).map(historyEntry),
  }
}

function executionConfig(json: JsonObject): ExecutionConfig {
  const healthcheck = json.object('Healthcheck')
  return {
    entrypoint: commandLine(json, 'Entrypoint') ?? [],
    cmd: commandLine(json, 'Cmd') ?? [],
    env: json.strings('Env') ?? [],
    user: json.string('User') ?? '',
    workingDir: json.string('WorkingDir') ?? '',
    exposedPorts: json.keys('ExposedPorts') ?? [],
    volumes: json.keys('Volumes') ?? [],
    labels: json.stringMap('Labels') ?? {},
    stopSignal: json.string('StopSignal') || null,
    healthcheck: healthcheck === undefined ? null : parseHealthcheck(healthcheck),
    shell: commandLine(json, 'Shell') ?? null,
  }
}

/** Docker takes a lone string for a list of one (strslice.StrSlice), and images of its first years have such. */
function commandLine(json: JsonObject, name: string): readonly string[] | undefined {
  const value = json.value(name)
  return typeof value === 'string' ? [value] : json.strings(name)
}

function parseHealthcheck(json: JsonObject): Healthcheck {
  const fields = {
    interval: json.integer('Interval'),
    timeout: json.integer('Timeout'),
    startPeriod: json.integer('StartPeriod'),
    startInterval: json.integer('StartInterval'),
    retries: json.integer('Retries'),
  }
  // 0 is what Docker writes for a value that the Dockerfile does not give.
  const given = Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined && value !== 0))
  return { test: commandLine(json, 'Test') ?? [], ...given }
}

function historyEntry(json: JsonObject): HistoryEntry {
  return {
    created: timestamp(json, 'created'),
    createdBy: json.string('created_by') ?? '',
    comment: json.string('comment') ?? '',
    author: json.string('author') ?? '',
    emptyLayer: json.boolean('empty_layer') ?? false,
  }
}

function timestamp(json: JsonObject, name: string): string | null {
  const text = json.string(name) || null
  if (text === null || TIMESTAMP.test(text)) return text
  throw json.mistyped(name, 'a time as RFC 3339 writes it')
}
