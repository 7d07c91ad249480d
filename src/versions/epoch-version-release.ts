/** The three parts that deb, rpm and pacman versions have. */
export interface EpochVersionRelease {
  /** Decimal digits; null where there is none, which counts as 0. */
  readonly epoch: string | null
  readonly version: string
  /** What Debian calls the revision; null where there is none. */
  readonly release: string | null
}

/** Splits `[EPOCH:]VERSION[-RELEASE]`: the epoch is digits before a colon, the release is what follows the last hyphen. */
export function splitEpochVersionRelease(text: string): EpochVersionRelease {
  const epoch = /^(\d*):/.exec(text)?.[1]
  const start = epoch === undefined ? 0 : epoch.length + 1
  const hyphen = text.lastIndexOf('-')
  return {
    epoch: epoch ?? null,
    version: hyphen < start ? text.slice(start) : text.slice(start, hyphen),
    release: hyphen < start ? null : text.slice(hyphen + 1),
  }
}
