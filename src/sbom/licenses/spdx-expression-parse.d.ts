declare module 'spdx-expression-parse' {
  /** A license, by its identifier or as `LicenseRef-…`. */
  interface License {
    readonly license: string
    readonly plus?: true
    readonly exception?: string
  }

  interface Compound {
    readonly left: Expression
    readonly conjunction: 'and' | 'or'
    readonly right: Expression
  }

  type Expression = License | Compound

  /** @throws {Error} when it is no expression */
  function parse(source: string): Expression
  export = parse
}
