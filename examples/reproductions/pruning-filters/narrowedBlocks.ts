/** ResNets with narrowed blocks, as Li et al. 2017 narrow theirs, at any depth. */

/**
 * The cfg of a ResNet whose stages lose these shares, all blocks alike but those at the borders of stages: the last of the first stage, the first
 * of the second and third, and the last of all stay whole. The published cfgs (`published` of narrownet) keep two or three of these and
 * their neighbors.
 */
export const narrowedBlocks = (depth: number, ratios: readonly [number, number, number]): readonly number[] => {
  const blocks = (depth - 2) / 6
  const borders = new Set([blocks - 1, blocks, 2 * blocks, 3 * blocks - 1])
  return Array.from({ length: 3 * blocks }, (_, block) => {
    const stage = Math.floor(block / blocks)
    const width = 16 * 2 ** stage
    return borders.has(block) ? width : Math.trunc(width * (1 - (ratios[stage] ?? 0)))
  })
}
