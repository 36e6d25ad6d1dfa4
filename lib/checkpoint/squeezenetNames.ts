import { checkedNodes } from '../network/checkedTree.js'
import { branchPath } from '../network/branching.js'
import type { Node } from '../network/network.js'
import type { NameTable } from './moduleNames.js'

/**
 * SqueezeNet, as in torchvision: `features.0`; `features.N.squeeze`, `expand1x1` and `expand3x3` of each fire module; `classifier.1`.
 *
 * @example
 * squeezenetNames(squeezenet({ classes: 10, input: [32, 32, 3] })(key(0)).nodes)['5.1.0'] // => 'features.3.expand3x3'
 */
export const squeezenetNames = (nodes: readonly Node[]): NameTable => {
  const checked = checkedNodes('squeezenetNames', nodes)
  const isFire = (at: number): boolean => checked[at + 2]?._tag === 'concatenate'
  const head = checked.findLastIndex(({ _tag }) => _tag === 'concatenate') + 1
  // a module of theirs is three nodes of ours: what squeezes, its rectifier, what expands
  const moduleAt = (at: number): number => at - 2 * checked.slice(0, at).filter(({ _tag }) => _tag === 'concatenate').length
  return Object.fromEntries(
    checked.flatMap((node, at) => {
      if (node._tag !== 'layer')
        return ['expand1x1', 'expand3x3'].map((name, branch) => [
          `${branchPath(node._tag, `${at}`, branch)}0`,
          `features.${moduleAt(at - 2)}.${name}`,
        ])
      return [
        [`${at}`, at >= head ? `classifier.${at - head}` : isFire(at) ? `features.${moduleAt(at)}.squeeze` : `features.${moduleAt(at)}`],
      ]
    }),
  )
}
