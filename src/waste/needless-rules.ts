import type { WasteRule } from './rule.ts'
import { apkCache } from './rules/apk-cache.ts'
import { aptArchives } from './rules/apt-archives.ts'
import { aptLists } from './rules/apt-lists.ts'
import { cargoCache } from './rules/cargo-cache.ts'
import { composerCache } from './rules/composer-cache.ts'
import { dnfCache } from './rules/dnf-cache.ts'
import { droppings } from './rules/droppings.ts'
import { editorSettings } from './rules/editor-settings.ts'
import { gemCache } from './rules/gem-cache.ts'
import { goCache } from './rules/go-cache.ts'
import { gradleCache } from './rules/gradle-cache.ts'
import { mavenRepository } from './rules/maven-repository.ts'
import { npmCache } from './rules/npm-cache.ts'
import { pacmanCache } from './rules/pacman-cache.ts'
import { pipCache } from './rules/pip-cache.ts'
import { pnpmStore } from './rules/pnpm-store.ts'
import { userCache } from './rules/user-cache.ts'
import { versionControl } from './rules/version-control.ts'
import { yarnCache } from './rules/yarn-cache.ts'
import { zypperCache } from './rules/zypper-cache.ts'

/** What need not be in an image at all, whatever its app is: caches, downloads, what tools left behind. */
export const NEEDLESS_RULES: readonly WasteRule[] = [
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
]
