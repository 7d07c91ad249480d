import { Command } from '@oclif/core'
import { InterruptedError } from '../../src/errors.ts'
import { onOneLine } from '../../src/report/terminal-text.ts'
import { columnsOfStream, wantsColor, write } from './standard-streams.ts'

/** How a user, a runner of CI or a closed terminal says that a program is to end. */
const ENDING_SIGNALS = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const

/** What all commands share. */
export abstract class BaseCommand extends Command {
  /** Prints an answer; everything else goes to standard error. */
  protected answer(text: string): Promise<void> {
    return write(process.stdout, text)
  }

  /** Prints the document that `--json` asks for, as the one answer. */
  protected async answerJson(document: object): Promise<void> {
    const { renderJson } = await import('../../src/report/json.ts')
    await this.answer(renderJson(document))
  }

  /** How to draw on standard output. */
  protected get pageStyle(): { width: number; color: boolean } {
    return { width: columnsOfStream(process.stdout), color: wantsColor(process.stdout, process.env) }
  }

  /** Says on standard error what is not as one would expect, a line each. */
  protected async warnOf(sentences: readonly string[]): Promise<void> {
    for (const sentence of sentences) await write(process.stderr, `imgpeek: ${onOneLine(sentence)}\n`)
  }

  /**
   * Does work that Ctrl-C, or being told to end otherwise, aborts through the signal; a second time ends the program at once.
   * @throws {InterruptedError} in place of whatever the aborted work threw.
   */
  protected async interruptible<T>(work: (signal: AbortSignal) => Promise<T>): Promise<T> {
    const controller = new AbortController()
    const interrupt = (): void => controller.abort(new InterruptedError())
    for (const name of ENDING_SIGNALS) process.once(name, interrupt)
    try {
      return await work(controller.signal)
    } catch (error) {
      throw controller.signal.aborted ? controller.signal.reason : error
    } finally {
      for (const name of ENDING_SIGNALS) process.off(name, interrupt)
    }
  }
}
