/** The paragraphs of a control file (deb822(5)), as they stand there, without the newline at their ends. */
export function paragraphsOf(text: string): string[] {
  return text
    .split(/\n(?:[ \t]*\n)+/)
    .map((paragraph) => paragraph.replace(/^\n+|\n+$/g, ''))
    .filter((paragraph) => paragraph !== '')
}

/** The fields of a paragraph, each with its continuation lines. */
export function fieldsOf(paragraph: string): string[] {
  const fields: string[] = []
  for (const line of paragraph.split('\n')) {
    if (/^[ \t]/.test(line) && fields.length > 0) fields[fields.length - 1] += `\n${line}`
    else fields.push(line)
  }
  return fields
}

/** What a field says, its continuation lines included; empty where the paragraph has no such field. `name` is in lower case. */
export function fieldText(paragraph: string, name: string): string {
  const field = fieldsOf(paragraph).find(
    (candidate) => candidate.slice(0, name.length + 1).toLowerCase() === `${name}:`,
  )
  return field === undefined ? '' : field.slice(name.length + 1).trim()
}
