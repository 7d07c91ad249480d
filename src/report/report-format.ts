/** How a report is laid out where that depends on the place it is printed on. */
export interface ReportStyle {
  /** Columns of the terminal. */
  readonly width: number
  readonly color: boolean
}

/** A report that is being made. `Seen` is what a view shows it while it works, such as each image. */
export interface Report<Document, Seen = never> {
  /** Takes what the report needs and the document does not hold. */
  see?(seen: Seen): void
  render(document: Document, style: ReportStyle): string | Promise<string>
}

/** A format that `--report` offers. Its renderer is loaded when it is asked for. */
export interface ReportFormat<Document, Seen = never> {
  /** As `--report` takes it. */
  readonly name: string
  begin(): Promise<Report<Document, Seen>>
}
