import type { Descriptor } from '../oci/descriptor.ts'
import type { ContentStore, FetchedManifest } from './content-store.ts'

/**
 * Makes one store out of which several images are opened: what the name stands for is fetched once, so that all are of one index,
 * also where a tag moves in between. The store closes with the last of them.
 */
export function sharedStore(store: ContentStore, users: number): ContentStore {
  let named: Promise<FetchedManifest> | undefined
  let left = users
  return {
    fetchManifest(promised: Descriptor | null) {
      if (promised !== null) return store.fetchManifest(promised)
      named ??= store.fetchManifest(null)
      return named
    },
    blob: (descriptor, signal) => store.blob(descriptor, signal),
    referrers: (subjects) => store.referrers(subjects),
    async close() {
      left--
      if (left === 0) await store.close()
    },
  }
}

/** A store for one image of many, which does not close the store that it is a view of. */
export function borrowedStore(store: ContentStore): ContentStore {
  return {
    fetchManifest: (promised) => store.fetchManifest(promised),
    blob: (descriptor, signal) => store.blob(descriptor, signal),
    referrers: (subjects) => store.referrers(subjects),
    close: async () => {},
  }
}
