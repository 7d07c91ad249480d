import { NEEDLESS_RULES } from './needless-rules.ts'
import type { WasteRule } from './rule.ts'
import { copiedThenRemoved } from './rules/copied-then-removed.ts'
import { debugSections } from './rules/debug-sections.ts'
import { dependencyTests } from './rules/dependency-tests.ts'
import { documentation } from './rules/documentation.ts'
import { headers } from './rules/headers.ts'
import { locales } from './rules/locales.ts'
import { logs } from './rules/logs.ts'
import { manPages } from './rules/man-pages.ts'
import { overwritten } from './rules/overwritten.ts'
import { packageDatabases } from './rules/package-databases.ts'
import { pythonBytecode } from './rules/python-bytecode.ts'
import { removedLater } from './rules/removed-later.ts'
import { staticLibraries } from './rules/static-libraries.ts'
import { storedAgain } from './rules/stored-again.ts'
import { temporaryFiles } from './rules/temporary-files.ts'

/**
 * Every known cause of waste; a new one is a file and a line here. A file belongs to the first rule that claims it. The last
 * ones take every hidden file, so that all reclaimable bytes have a cause.
 */
export const WASTE_RULES: readonly WasteRule[] = [
  // what need not be there at all, whatever happened to it later
  ...NEEDLESS_RULES,
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
