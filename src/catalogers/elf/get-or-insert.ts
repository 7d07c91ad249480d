/** The value at a key, made and kept where there is none (`Map.getOrInsertComputed`, which Node.js 24 lacks). */
export function getOrInsert<Key, Value>(map: Map<Key, Value>, key: Key, make: () => Value): Value {
  const known = map.get(key)
  if (known !== undefined) return known
  const made = make()
  map.set(key, made)
  return made
}
