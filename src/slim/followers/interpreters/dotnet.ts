import type { TreeNode } from '../../../rootfs/tree.ts'
import type { Follower } from '../../follower.ts'
import type { Lead } from '../../lead.ts'
import type { SlimImage } from '../../slim-image.ts'

/** Where a program of an app looks for the runtime (github.com/dotnet/designs, install-locations.md). */
const INSTALLED = ['/usr/share/dotnet/dotnet', '/usr/lib/dotnet/dotnet', '/usr/lib64/dotnet/dotnet']
/** What the runtime opens by names with versions that it tries one after another, by the library that does. */
const OPENED: readonly { readonly by: string; readonly names: RegExp }[] = [
  { by: 'libSystem.Globalization.Native.so', names: /^libicu(?:uc|i18n|data)\.so\.\d+$/ },
  { by: 'libcoreclr.so', names: /^libicu(?:uc|i18n|data)\.so\.\d+$/ },
  { by: 'libSystem.Security.Cryptography.Native.OpenSsl.so', names: /^lib(?:ssl|crypto)\.so\.\d[\d.]*$/ },
  { by: 'libSystem.Net.Security.Native.so', names: /^libgssapi_krb5\.so\.2$/ },
]

/**
 * .NET: the runtime beside the program `dotnet`, and ICU and OpenSSL, which it opens. An app with a program of its own says by its
 * `runtimeconfig.json` that it needs a runtime.
 *
 * Measured with `strace -f -e trace=file dotnet exec --runtimeconfig … App.dll` (.NET Core 3.1.23): host/fxr/3.1.23/libhostfxr.so,
 * shared/Microsoft.NETCore.App/3.1.23 (each file is looked at), libicuuc.so in one version after another, without which it
 * ends; nothing of sdk, packs or templates.
 */
export const dotnet: Follower = {
  name: 'dotnet',
  of: 'kept',
  alsoOfGiven: true,

  *leads({ node, runs }, image) {
    if (runs && node.name.endsWith('.runtimeconfig.json')) {
      const says = `${node.path} names a runtime`
      for (const path of INSTALLED) yield { path, kind: 'dotnet', says, runs: true }
    }
    if (runs && node.name === 'dotnet' && image.objectAt(node) !== undefined) {
      const says = `is the runtime of ${node.path}`
      for (const part of ['host', 'shared']) {
        yield { path: `${node.parent!.path}/${part}`, kind: 'dotnet', says, tree: true, part: true, runs: true }
      }
    }
    yield* openedBy(node, image)
  },
}

function* openedBy(node: TreeNode, image: SlimImage): Iterable<Lead> {
  if (!node.name.endsWith('.so')) return
  for (const { by, names } of OPENED) {
    if (by !== node.name) continue
    for (const { directories } of image.loaders.all()) {
      for (const directory of directories) {
        for (const { name } of image.tree.resolve(directory)?.children?.values() ?? []) {
          if (!names.test(name)) continue
          yield { path: `${directory}/${name}`, kind: 'dotnet', says: `${node.name} opens it`, runs: true }
        }
      }
    }
  }
}
