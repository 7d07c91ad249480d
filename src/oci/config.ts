import type { Digest } from './digest.ts'
import type { Platform } from './platform.ts'

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
