/** A JSON schema with every object closed against properties that it does not name, so that it describes all or nothing. */
export function closedSchema(node: unknown): Record<string, unknown> {
  if (Array.isArray(node)) return node.map(closedSchema) as never
  if (typeof node !== 'object' || node === null) return node as never
  const copy = Object.fromEntries(Object.entries(node).map(([key, value]) => [key, closedSchema(value)]))
  return 'properties' in node && 'required' in node ? { ...copy, additionalProperties: false } : copy
}
