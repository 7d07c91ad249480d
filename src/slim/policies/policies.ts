import { NEEDLESS_RULES } from '../../waste/needless-rules.ts'
import { debugSections } from '../../waste/rules/debug-sections.ts'
import { dependencyTests } from '../../waste/rules/dependency-tests.ts'
import { documentation } from '../../waste/rules/documentation.ts'
import { headers } from '../../waste/rules/headers.ts'
import { logs } from '../../waste/rules/logs.ts'
import { manPages } from '../../waste/rules/man-pages.ts'
import { staticLibraries } from '../../waste/rules/static-libraries.ts'
import { temporaryFiles } from '../../waste/rules/temporary-files.ts'
import type { Policy } from '../policy.ts'
import { developmentDependencies } from './development-dependencies.ts'
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
  developmentDependencies,
  developmentFiles,
  shellIntegration,
  ...[
    documentation,
    manPages,
    dependencyTests,
    headers,
    staticLibraries,
    debugSections,
    ...NEEDLESS_RULES,
    temporaryFiles,
    logs,
  ].map((rule) => fromWasteRule(rule)),
]
