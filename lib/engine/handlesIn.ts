/** Every handle in `result`, through plain objects, arrays, maps and sets; typed arrays and functions are leaves. */
export const handlesIn = (result: unknown, isHandle: (value: object) => boolean): ReadonlySet<unknown> => {
  const found = new Set<unknown>()
  const visited = new Set<object>()
  const pending: unknown[] = [result]
  while (pending.length > 0) {
    const value = pending.pop()
    if (typeof value !== 'object' || value === null || ArrayBuffer.isView(value) || visited.has(value)) continue
    visited.add(value)
    if (isHandle(value)) found.add(value)
    else if (Array.isArray(value) || value instanceof Set) for (const item of value) pending.push(item)
    else if (value instanceof Map) for (const [key, item] of value) pending.push(key, item)
    else if (Object.getPrototypeOf(value) === Object.prototype || Object.getPrototypeOf(value) === null) {
      for (const item of Object.values(value)) pending.push(item)
    }
  }
  return found
}
