import { Names } from './names.ts'
import { pathOwners } from './path-owners.ts'
import type { Resolver } from './resolver.ts'

/** `so:libz.so.1=1.3.1`, `musl>=1.2`, `pkg~1.2@edge`: what stands before a version or a repository. */
const NAME = /^[^<>=~@]+/

/** apk's dependencies (apk-package(5)): names of packages, and what packages provide: `so:`, `cmd:`, `pc:`, paths and names. */
export const apkResolver: Resolver = (packages, tree) => {
  type Installed = (typeof packages)[number]
  const names = new Names<Installed>()
  for (const found of packages) {
    names.add(found.name, found)
    for (const provided of found.provides ?? []) names.add(NAME.exec(provided)?.[0] ?? provided, found)
  }
  const ownersOf = pathOwners(packages, tree)
  return (stated) => {
    const name = NAME.exec(stated)?.[0] ?? stated
    const found = names.get(name)
    return found.length > 0 || !name.startsWith('/') ? found : ownersOf(name)
  }
}
