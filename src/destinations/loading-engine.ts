/** What takes an image as the archive that `docker save` writes: an engine, or a program in its place. */
export interface LoadingEngine {
  /** How errors name it. */
  readonly name: string
  /**
   * Takes an archive to its end. An archive that breaks off, or a signal that fires, leaves no image behind.
   * @throws {UnavailableError} when it cannot be reached or refuses the image; {InterruptedError} when the signal fires; what
   *   `archive` throws.
   */
  load(archive: AsyncIterable<Uint8Array>, signal: AbortSignal): Promise<void>
  close(): Promise<void>
}
