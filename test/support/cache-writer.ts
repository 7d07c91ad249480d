// A process that writes the same cache entry over and over: `cache-writer.ts XDG_CACHE_HOME DIGEST FILL TIMES`.
import { LayerCache } from '../../src/inventory/cache.ts'
import type { Digest } from '../../src/oci/digest.ts'

const [home, digest, fill, times] = process.argv.slice(2)
const cache = new LayerCache({ XDG_CACHE_HOME: home }, 'fingerprint')
for (let time = 0; time < Number(times); time++) {
  await cache.write(digest as Digest, Buffer.alloc(100_000 + 1000 * Number(fill), Number(fill)))
}
