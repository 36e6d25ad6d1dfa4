/** The same function, asked once for each object: for references that several backends are held against. */
export const remembered = <Given extends object, Found>(find: (given: Given) => Found): ((given: Given) => Found) => {
  const found = new WeakMap<Given, { readonly of: Found }>()
  return (given) => {
    const before = found.get(given) ?? { of: find(given) }
    found.set(given, before)
    return before.of
  }
}
