/**
 * U-Net (Ronneberger, Fischer and Brox 2015), from a map to a map of logits: pairs of 3x3 convolutions, each with batch norm and rectifier; a 2x2 max-pool between scales on
 * the way down; on the way up a 2x2 transposed convolution of stride 2, its maps behind those that the scale had on the way down, and again a pair; last a 1x1 convolution.
 *
 *     scale(x) = pair(x) on the smallest map,   else   pair([p, up(scale(pool(p)))])  of  p = pair(x)
 *
 * so each scale is a concatenation whose first branch is empty and whose second goes down and comes up again, with the next one inside. Convolutions are padded
 * and followed by batch norms, which the paper's were not: a map keeps its size, and nothing is cropped.
 *
 * Pruning may change every width but the number of classes: what a skip hands over keeps its place in front of what comes up.
 */
import { convolutions } from '../block/convolutions.js'
import { conv2d } from '../layer/conv2d.js'
import { convTranspose2d } from '../layer/convTranspose2d.js'
import { maxPool } from '../layer/maxPool.js'
import { concatenate, type Spec } from '../network/branching.js'
import type { Network } from '../network/network.js'
import type { Key } from '../random/key.js'
import { aCount, type Count } from '../shape/count.js'
import { known } from '../shape/invariant.js'
import type { Kinds } from '../shape/kind.js'
import type { MapShape, PlainShape } from '../shape/shape.js'
import { aMapShape, type ChosenCfg, familyKinds, family, type Waiting } from './family.js'
import { dividedInput, halvingsOf, type UnetCfg, unetCfg, type UnetInput, type UnetWidths } from './unetCfg.js'

/** What is wrong with an option is a sentence in its place. */
export interface UnetOptions<In extends MapShape, Classes extends number, Own extends readonly number[]> {
  /** [height, width, channels]; the sides are multiples of 2 for each time that they are halved: of 16 by the paper's widths */
  readonly input: UnetInput<In, ChosenCfg<UnetCfg, Own>['length']>
  /** maps of logits that come out: 1 for one mask */
  readonly classes: Count<Classes, 'classes'>
  /**
   * What is made, in forward order: two widths for each scale, the largest map first; then for each scale on the way up what its transposed convolution makes, and two. So
   * 5n + 2 of them for n halvings, at most 5; default the paper's, 64 to 1024 and back
   */
  readonly cfg?: UnetWidths<Own>
  /** where every batch norm's scale starts; default 1, Network Slimming takes 0.5 */
  readonly initialScale?: number | undefined
}

interface Plain {
  readonly input: MapShape
  readonly classes: number
  readonly cfg?: readonly number[]
  readonly initialScale?: number | undefined
}

const kinds: Kinds<Plain> = {
  input: aMapShape,
  classes: aCount,
  cfg: familyKinds.cfg,
  initialScale: familyKinds.initialScale,
}

/** How `unet` is called. That the network is of the type that stands here, the type tests check. */
export interface UnetFamily {
  /** The network, its weights drawn from the key. */
  <const In extends MapShape, const Classes extends number, const Own extends readonly number[] = never>(
    options: UnetOptions<In, Classes, Own>,
    key: Key,
  ): Network<PlainShape<In>, [In[0], In[1], Classes], ChosenCfg<UnetCfg, Own>, 'unet'>
  /** Its layers, which wait for a key. */
  <const In extends MapShape, const Classes extends number, const Own extends readonly number[] = never>(
    options: UnetOptions<In, Classes, Own>,
  ): Waiting<Classes, Network<PlainShape<In>, [In[0], In[1], Classes], ChosenCfg<UnetCfg, Own>, 'unet'>>
}

/**
 * A U-Net with weights drawn from the key; without one its layers. It learns masks by `binaryCrossEntropy` from `severalLabels(classes, masks, { map: [height, width] })`, and one class a
 * cell by `crossEntropy` from `cellClasses(classes, indices, { map: [height, width] })`, with `unlabeled` where some have none.
 *
 * @see Ronneberger et al. 2015, "U-Net: convolutional networks for biomedical image segmentation", figure 1
 * @example
 * parameterCount(unet({ input: [256, 256, 3], classes: 1 })) // => 31037633
 * @example
 * const cfg = [4, 4, 8, 8, 4, 4, 4] as const // one halving
 * unet({ input: [16, 16, 1], classes: 1, cfg })(key(0)).output // => [16, 16, 1]
 */
export const unet: UnetFamily = family('unet', kinds, (given: Plain) => {
  const { classes, cfg = unetCfg, initialScale = 1 } = given
  const halvings = halvingsOf(cfg)
  const input = dividedInput(given.input, halvings)
  const width = (at: number): number => known(cfg[at])
  const pair = (from: number, at: number): readonly Spec[] => convolutions(from, cfg.slice(at, at + 2), { bias: false, initialScale })
  /** where the three widths stand that a scale has on the way up; the smallest map has none */
  const upAt = (scale: number): number => 2 * (halvings + 1) + 3 * (halvings - 1 - scale)
  const madeBy = (scale: number): number => width(scale === halvings ? 2 * scale + 1 : upAt(scale) + 2)
  const scaled = (scale: number, from: number): readonly Spec[] => {
    const down = pair(from, 2 * scale)
    if (scale === halvings) return down
    const [skipped, up] = [width(2 * scale + 1), width(upAt(scale))]
    const around = [maxPool(2), ...scaled(scale + 1, skipped), convTranspose2d(madeBy(scale + 1), up, { bias: true })]
    return [...down, concatenate([], around), ...pair(skipped + up, upAt(scale) + 1)]
  }
  const layers = [...scaled(0, input[2]), conv2d(madeBy(0), classes, { kernelSize: 1, bias: true })]
  return { arch: 'unet', input, layers }
})
