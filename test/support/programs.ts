import type { TestContext } from 'vitest'
import { hasProgram } from '../../fixtures/compress.ts'

/** Skips the test where a program is missing; in CI (`IMGPEEK_REQUIRE=1`) that is a failure. */
export function needProgram(context: TestContext, name: string): void {
  need(context, hasProgram(name), `${name} is not installed`)
}

/** Skips the test, saying why, unless `condition` holds; in CI (`IMGPEEK_REQUIRE=1`) that is a failure. */
export function need(context: TestContext, condition: boolean, why: string): void {
  if (condition) return
  if (process.env.IMGPEEK_REQUIRE === '1') throw new Error(`this test must run here, but ${why}`)
  context.skip(why)
}
