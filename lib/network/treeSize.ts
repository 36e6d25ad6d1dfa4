/**
 * How large a network may be: one rule, the same where it is composed, given, written and read, so that what was made can be kept. Real
 * networks branch two or three times inside each other and have fewer than 4,000 layers; what is larger is a tree that holds itself, or a
 * file that asks for all memory.
 */

/** Branches in branches; the compiler takes some 40. */
export const deepest = 64

/** Layers and branches of the whole tree, empty ones too. */
export const mostLayers = 10_000

/** Channels that layers and branches make, together: whoever follows the channels through a tree takes memory and time for each. */
export const mostChannels = 2 ** 22

/** Where a tree becomes too large, by its place at the top, and how; undefined where it does not. */
export interface TooLarge {
  readonly at: number
  readonly problem: string
}

/**
 * Whether a tree of layers, described or with their arrays, is too deep or has too many. What is no tree has no branches here: what it is
 * instead is for others to say.
 *
 * @example
 * tooLarge([{ _tag: 'relu' }, { _tag: 'residual', body: [{ _tag: 'relu' }] }]) // => undefined
 * tooLarge(new Array(10_001).fill({ _tag: 'relu' })) // => { at: 10000, problem: 'is more than the 10000 layers and branches that a network may have' }
 */
export const tooLarge = (tree: readonly unknown[]): TooLarge | undefined => {
  let layers = 0
  const problemIn = (place: unknown, depth: number): string | undefined => {
    const branches = branchesIn(place)
    layers += 1 + branches.length
    if (layers > mostLayers) return `is more than the ${mostLayers} layers and branches that a network may have`
    if (branches.length > 0 && depth === deepest) return `has branches nested more than ${deepest} deep`
    for (const branch of branches)
      for (const inner of branch) {
        const problem = problemIn(inner, depth + 1)
        if (problem !== undefined) return problem
      }
    return undefined
  }
  for (const [at, place] of tree.entries()) {
    const problem = problemIn(place, 0)
    if (problem !== undefined) return { at, problem }
  }
  return undefined
}

/** A residual's first branch is empty, whether it is described or has its arrays. */
const branchesIn = (place: unknown): readonly (readonly unknown[])[] => {
  const { body, branches } = { ...(place as { readonly body?: unknown; readonly branches?: unknown } | null | undefined) }
  return (Array.isArray(body) ? [[], body] : Array.isArray(branches) ? branches : []).filter((branch) => Array.isArray(branch))
}
