/**
 * How a definition is found: the constructor of a layer carries it (or the description itself, where there is nothing to construct), under a
 * symbol that nobody sees. So whoever has the constructor has the definition, and nothing is written into a table when a file is imported.
 */
import type { Definition } from './definition.js'

// of the registry, so that two copies of this library on one page understand each other's layers
/** The symbol. */
export const carried: unique symbol = Symbol.for('narrownet.definition')

/** What was made, carrying a layer's definition. It is told as a function, as it may stand further down in its file. */
export const carrying = <Spec, Made extends object>(definition: () => Definition<Spec>, made: Made): Made =>
  Object.defineProperty(made, carried, { value: definition })

/** The definition that something carries; undefined where it carries none. */
export const carriedBy = (value: unknown): unknown => {
  const definition = (value as { readonly [carried]?: unknown } | null | undefined)?.[carried]
  return typeof definition === 'function' ? (definition() as unknown) : undefined
}
