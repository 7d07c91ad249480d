/** A name as Docker shows it: without what it adds to names of Docker Hub. */
export function familiarName(name: string): string {
  return name.replace(/^docker\.io\/(?:library\/)?/, '')
}
