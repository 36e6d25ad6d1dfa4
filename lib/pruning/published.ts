/**
 * The networks that Li et al. 2017 publish as pruned, as the cfgs to narrow to: tables 1 and 3, section 4. What a convolution keeps is
 * trunc(width * (1 - ratio)). Blocks are numbered by their first convolution, the stem being 1: the n-th block is 2n.
 */

/**
 * The cfgs, for `narrow` and `planTo` with `l1Norm`, and ResNet-34-pruned-C, which narrows what a stage's sums tie: see `planTied`.
 *
 * @see Li et al. 2017, "Pruning Filters for Efficient ConvNets"
 * @example
 * const network = resnet({ depth: 56, classes: 10 }, key(0))
 * const slim = F.pipe(network, narrow(l1Norm, published.resnet56B))
 * slim.cfg.slice(0, 3) // => [6, 6, 6]
 */
export const published = {
  /** VGG-16-pruned-A: the first convolution and the last six at half; the hidden linear layer, last in the cfg, stays */
  vgg16A: [32, 64, 'M', 128, 128, 'M', 256, 256, 256, 'M', 256, 256, 256, 'M', 256, 256, 256, 512],
  /** ResNet-56-pruned-A: 10 % of every stage, blocks 16, 20, 38 and 54 whole */
  resnet56A: [14, 14, 14, 14, 14, 14, 14, 16, 14, 32, 28, 28, 28, 28, 28, 28, 28, 28, 64, 57, 57, 57, 57, 57, 57, 57, 64],
  /** ResNet-56-pruned-B: 60 %, 30 % and 10 %, blocks 16, 18, 20, 34, 38 and 54 whole */
  resnet56B: [6, 6, 6, 6, 6, 6, 6, 16, 16, 32, 22, 22, 22, 22, 22, 22, 32, 22, 64, 57, 57, 57, 57, 57, 57, 57, 64],
  /** ResNet-110-pruned-A: 50 % of the first stage, block 36 whole */
  resnet110A: [
    8, 8, 8, 8, 8, 8, 8, 8, 8, 8, 8, 8, 8, 8, 8, 8, 8, 16, 32, 32, 32, 32, 32, 32, 32, 32, 32, 32, 32, 32, 32, 32, 32, 32, 32, 32, 64, 64,
    64, 64, 64, 64, 64, 64, 64, 64, 64, 64, 64, 64, 64, 64, 64, 64,
  ],
  /** ResNet-110-pruned-B: 50 %, 40 % and 30 %, blocks 36, 38 and 74 whole */
  resnet110B: [
    8, 8, 8, 8, 8, 8, 8, 8, 8, 8, 8, 8, 8, 8, 8, 8, 8, 16, 32, 19, 19, 19, 19, 19, 19, 19, 19, 19, 19, 19, 19, 19, 19, 19, 19, 19, 64, 44,
    44, 44, 44, 44, 44, 44, 44, 44, 44, 44, 44, 44, 44, 44, 44, 44,
  ],
  /** ResNet-34-pruned-A: 30 % of the first three stages, blocks 2, 8, 14, 16, 26, 28, 30 and 32 whole */
  resnet34A: [64, 44, 44, 128, 89, 89, 128, 256, 179, 179, 179, 179, 256, 512, 512, 512],
  /** ResNet-34-pruned-B: 50 %, 60 % and 40 %, the same blocks whole */
  resnet34B: [64, 32, 32, 128, 51, 51, 128, 256, 153, 153, 153, 153, 256, 512, 512, 512],
  /** ResNet-34-pruned-C: the output of the third stage, from 256 channels, ranked by the 1x1 filters of its shortcut; the cfg stays */
  resnet34C: { stage: 3, channels: 256, width: 204 },
} as const
