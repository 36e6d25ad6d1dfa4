import { checkedNodes } from '../network/checkedTree.js'
import { branchPath } from '../network/branching.js'
import type { Node } from '../network/network.js'
import type { NameTable } from './moduleNames.js'

/**
 * U-Net, as in milesial's Pytorch-UNet (without `bilinear`): `inc.double_conv.0`, ...; `downS.maxpool_conv.1.double_conv.0`, ...; `upS.up`, `upS.conv.double_conv.0`, ...;
 * `outc.conv`. Scales count from 1, in the order in which they are reached.
 *
 * @example
 * const cfg = [4, 4, 8, 8, 4, 4, 4] as const
 * unetNames(unet({ input: [16, 16, 1], classes: 1, cfg })(key(0)).nodes)['6.1.7'] // => 'up1.up'
 */
export const unetNames = (nodes: readonly Node[]): NameTable => {
  const checked = checkedNodes('unetNames', nodes)
  const halvings = depthOf(checked)
  return Object.fromEntries([...namesAt(checked.slice(0, -1), halvings, 0, ''), [`${checked.length - 1}`, 'outc.conv']])
}

const isSkip = (node: Node): boolean => node._tag === 'concatenate'

const insideOf = (nodes: readonly Node[]): readonly Node[] => {
  const skip = nodes.find(isSkip)
  return skip === undefined || skip._tag === 'layer' ? [] : (skip.branches[1] ?? [])
}

const depthOf = (nodes: readonly Node[]): number => (nodes.some(isSkip) ? 1 + depthOf(insideOf(nodes)) : 0)

/** The nodes of a scale: its pair on the way down, the skip around the next scale, and its pair on the way up. */
const namesAt = (nodes: readonly Node[], halvings: number, scale: number, prefix: string): readonly (readonly [string, string])[] => {
  const start = scale === 0 ? 0 : 1 // behind a pool
  const skip = nodes.findIndex(isSkip)
  const pair = (from: number, module: string) =>
    Array.from({ length: 6 }, (_, at) => [`${prefix}${from + at}`, `${module}.double_conv.${at}`] as const)
  const down = pair(start, scale === 0 ? 'inc' : `down${scale}.maxpool_conv.1`)
  if (skip < 0) return down
  const up = `up${halvings - scale}`
  const inside = insideOf(nodes)
  const branch = branchPath('concatenate', `${prefix}${skip}`, 1)
  return [
    ...down,
    ...namesAt(inside.slice(0, -1), halvings, scale + 1, branch),
    [`${branch}${inside.length - 1}`, `${up}.up`],
    ...pair(skip + 1, `${up}.conv`),
  ]
}
