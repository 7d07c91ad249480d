import type { WasteRule } from './rule.ts'
import { apkCache } from './rules/apk-cache.ts'
import { aptArchives } from './rules/apt-archives.ts'
import { aptLists } from './rules/apt-lists.ts'
import { cargoCache } from './rules/cargo-cache.ts'
import { composerCache } from './rules/composer-cache.ts'
import { copiedThenRemoved } from './rules/copied-then-removed.ts'
import { debugSections } from './rules/debug-sections.ts'
import { dependencyTests } from './rules/dependency-tests.ts'
import { dnfCache } from './rules/dnf-cache.ts'
import { documentation } from './rules/documentation.ts'
import { droppings } from './rules/droppings.ts'
import { editorSettings } from './rules/editor-settings.ts'
import { gemCache } from './rules/gem-cache.ts'
import { goCache } from './rules/go-cache.ts'
import { gradleCache } from './rules/gradle-cache.ts'
import { headers } from './rules/headers.ts'
import { locales } from './rules/locales.ts'
import { logs } from './rules/logs.ts'
import { manPages } from './rules/man-pages.ts'
import { mavenRepository } from './rules/maven-repository.ts'
import { npmCache } from './rules/npm-cache.ts'
import { overwritten } from './rules/overwritten.ts'
import { packageDatabases } from './rules/package-databases.ts'
import { pacmanCache } from './rules/pacman-cache.ts'
import { pipCache } from './rules/pip-cache.ts'
import { pnpmStore } from './rules/pnpm-store.ts'
import { pythonBytecode } from './rules/python-bytecode.ts'
import { removedLater } from './rules/removed-later.ts'
import { staticLibraries } from './rules/static-libraries.ts'
import { storedAgain } from './rules/stored-again.ts'
import { temporaryFiles } from './rules/temporary-files.ts'
import { userCache } from './rules/user-cache.ts'
import { versionControl } from './rules/version-control.ts'
import { yarnCache } from './rules/yarn-cache.ts'
import { zypperCache } from './rules/zypper-cache.ts'

/**
 * Every known cause of waste; a new one is a file and a line here. A file belongs to the first rule that claims it. The last
 * ones take every hidden file, so that all reclaimable bytes have a cause.
 */
export const WASTE_RULES: readonly WasteRule[] = [
  // what need not be there at all, whatever happened to it later
  aptLists,
  aptArchives,
  apkCache,
  dnfCache,
  zypperCache,
  pacmanCache,
  pipCache,
  npmCache,
  yarnCache,
  pnpmStore,
  goCache,
  cargoCache,
  composerCache,
  gemCache,
  mavenRepository,
  gradleCache,
  userCache,
  versionControl,
  editorSettings,
  droppings,
  // what was there for one step only
  copiedThenRemoved,
  temporaryFiles,
  logs,
  // what may have to be there, but once
  packageDatabases,
  storedAgain,
  // what some can do without
  dependencyTests,
  pythonBytecode,
  documentation,
  manPages,
  locales,
  staticLibraries,
  headers,
  debugSections,
  // what is left of the hidden files
  removedLater,
  overwritten,
]
