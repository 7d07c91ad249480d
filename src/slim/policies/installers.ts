import type { TreeNode } from '../../rootfs/tree.ts'
import type { Policy } from '../policy.ts'
import type { SlimImage } from '../slim-image.ts'

/** pip, npm and their like with all that they bring, where a language's own installation has them. */
const INSTALLER =
  /\/(?:site|dist)-packages\/(?:pip|pip-[^/]+\.(?:dist|egg)-info)\/|\/lib\/node_modules\/(?:npm|corepack|yarn)\/|\/python\d[^/]*\/ensurepip\/|^\/usr\/share\/python-wheels\/|^\/opt\/yarn-v[^/]+\//
/** setuptools: what it is made of beside itself, and the file by which it starts with every Python of the environment. */
const SETUPTOOLS =
  /\/(?:site|dist)-packages\/(?:(?:setuptools|pkg_resources|_distutils_hack|setuptools-[^/]+\.(?:dist|egg)-info)\/|distutils-precedence\.pth$)/
/** Modules that only setuptools has, at least from Python 3.12 on. */
const OF_SETUPTOOLS: ReadonlySet<string> = new Set(['setuptools', 'pkg_resources', 'distutils'])

const needed = new WeakMap<SlimImage, boolean>()

/**
 * Installers of languages' packages: an app that is built does not install. setuptools is one that `python -m venv` puts into every
 * environment, and that older packages also use when they run: it only goes where no other Python file of the image imports it.
 */
export const installers: Policy = {
  name: 'installers',
  says: 'an installer of packages',
  notByItself: true,
  mayBeIn: (directory) => /\/(?:site|dist)-packages\/|\/node_modules\/|python|yarn/.test(directory),
  drops: (file, image) => INSTALLER.test(file.path) || (SETUPTOOLS.test(file.path) && !needsSetuptools(image)),
}

function needsSetuptools(image: SlimImage): boolean {
  let isNeeded = needed.get(image)
  if (isNeeded === undefined) {
    isNeeded = Array.from(image.pythonImports.facts()).some(
      ({ node, fact }) => fact.modules.some((name) => OF_SETUPTOOLS.has(name)) && !isOfInstaller(node),
    )
    needed.set(image, isNeeded)
  }
  return isNeeded
}

/** The standard library's own distutils imports itself, and is there without setuptools. */
function isOfInstaller({ path }: TreeNode): boolean {
  return (
    INSTALLER.test(path) ||
    SETUPTOOLS.test(path) ||
    /\/lib(?:64)?\/python\d[^/]*\/(?!(?:site|dist)-packages\/)/.test(path)
  )
}
