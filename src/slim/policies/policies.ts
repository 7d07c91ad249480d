import { apkCache } from '../../waste/rules/apk-cache.ts'
import { aptArchives } from '../../waste/rules/apt-archives.ts'
import { aptLists } from '../../waste/rules/apt-lists.ts'
import { cargoCache } from '../../waste/rules/cargo-cache.ts'
import { composerCache } from '../../waste/rules/composer-cache.ts'
import { debugSections } from '../../waste/rules/debug-sections.ts'
import { dependencyTests } from '../../waste/rules/dependency-tests.ts'
import { dnfCache } from '../../waste/rules/dnf-cache.ts'
import { documentation } from '../../waste/rules/documentation.ts'
import { droppings } from '../../waste/rules/droppings.ts'
import { editorSettings } from '../../waste/rules/editor-settings.ts'
import { gemCache } from '../../waste/rules/gem-cache.ts'
import { goCache } from '../../waste/rules/go-cache.ts'
import { gradleCache } from '../../waste/rules/gradle-cache.ts'
import { headers } from '../../waste/rules/headers.ts'
import { logs } from '../../waste/rules/logs.ts'
import { manPages } from '../../waste/rules/man-pages.ts'
import { mavenRepository } from '../../waste/rules/maven-repository.ts'
import { npmCache } from '../../waste/rules/npm-cache.ts'
import { pacmanCache } from '../../waste/rules/pacman-cache.ts'
import { pipCache } from '../../waste/rules/pip-cache.ts'
import { pnpmStore } from '../../waste/rules/pnpm-store.ts'
import { staticLibraries } from '../../waste/rules/static-libraries.ts'
import { temporaryFiles } from '../../waste/rules/temporary-files.ts'
import { userCache } from '../../waste/rules/user-cache.ts'
import { versionControl } from '../../waste/rules/version-control.ts'
import { yarnCache } from '../../waste/rules/yarn-cache.ts'
import { zypperCache } from '../../waste/rules/zypper-cache.ts'
import type { Policy } from '../policy.ts'
import { developmentFiles } from './development-files.ts'
import { fromWasteRule } from './from-waste-rule.ts'
import { installers } from './installers.ts'
import { locales } from './locales.ts'
import { packageState } from './package-state.ts'
import { pythonBytecode } from './python-bytecode.ts'
import { shellIntegration } from './shell-integration.ts'

/** What is dropped wherever nothing names it; the first that claims a file is told. A new one is a line here. */
export const POLICIES: readonly Policy[] = [
  pythonBytecode,
  locales,
  packageState,
  installers,
  developmentFiles,
  shellIntegration,
  ...[
    documentation,
    manPages,
    dependencyTests,
    headers,
    staticLibraries,
    debugSections,
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
    temporaryFiles,
    logs,
  ].map((rule) => fromWasteRule(rule)),
]
