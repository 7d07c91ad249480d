/** In what engines differ that have Docker's command line. */
export interface EngineDialect {
  readonly name: 'docker' | 'podman'
  /** The program's arguments that make it answer with success where the engine can be used. */
  readonly asks: readonly string[]
  /** The value of `--entrypoint` that is this program. */
  entrypoint(program: string): string
}
