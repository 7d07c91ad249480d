/** The package has no types of its own. */
declare module 'spdx-expression-parse' {
  /** @throws {Error} where the text is no expression of the licenses of SPDX's list */
  function parse(text: string): parse.LicenseTree

  namespace parse {
    type LicenseTree =
      | { readonly license: string; readonly plus?: true; readonly exception?: string }
      | { readonly left: LicenseTree; readonly conjunction: 'and' | 'or'; readonly right: LicenseTree }
  }

  export = parse
}
