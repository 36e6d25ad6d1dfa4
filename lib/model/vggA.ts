/**
 * The VGG-A of Simonyan and Zisserman 2015 for large images (table 1), as Network Slimming has it: eight 3x3 convolutions with biases, each with
 * batch norm and rectifier, max-pools between and behind them, and three linear layers.
 *
 * Pruning may change every width but the number of classes, those of the two hidden linear layers among them, which are last in the cfg.
 */
import { convolutions, lastWidth } from '../block/convolutions.js'
import { batchNorm } from '../layer/batchNorm.js'
import { flatten } from '../layer/flatten.js'
import { linear } from '../layer/linear.js'
import { relu } from '../layer/relu.js'
import type { Spec } from '../network/branching.js'
import type { Network } from '../network/network.js'
import type { Key } from '../random/key.js'
import type { Cfg } from '../shape/atMost.js'
import type { Count } from '../shape/count.js'
import type { Explain } from '../shape/fits.js'
import { known } from '../shape/invariant.js'
import type { MapShape, PlainShape } from '../shape/shape.js'
import { type ChosenCfg, chosenCfg, type Given, type Halved, type OwnCfg, family, familyKinds, type Waiting } from './family.js'
import { aNumber, either, type Kinds, listOf, oneOf, optional, trueOrFalse } from '../shape/kind.js'

/** Widths of convolutions, 'M' for a max-pool; then the two hidden linear layers. */
export type VggACfg = [64, 'M', 128, 'M', 256, 256, 'M', 512, 512, 'M', 512, 512, 'M', 4096, 4096]
const vggACfg: VggACfg = [64, 'M', 128, 'M', 256, 256, 'M', 512, 512, 'M', 512, 512, 'M', 4096, 4096]

/** What there is to choose about a VGG-A besides its size. */
export interface VggASettings {
  /** whether a batch norm is behind each hidden linear layer, by which slimming prunes neurons as well; default true */
  readonly normalizedNeurons?: boolean | undefined
  /** where every batch norm's scale starts; default 0.5, as Network Slimming has it */
  readonly initialScale?: number | undefined
}

type Plain = Omit<Given, 'depth'> & VggASettings & { readonly cfg?: Cfg }

const plainKinds: Kinds<Plain> = {
  ...familyKinds,
  cfg: optional(listOf("widths and 'M'", either(aNumber, oneOf('M')))),
  normalizedNeurons: optional(trueOrFalse),
}

/** The options of `vggA`; what is wrong with one is a sentence in its place. */
export interface VggAOptions<Classes extends number, In extends MapShape, Own extends Cfg, Explained> extends VggASettings {
  readonly classes: Count<Classes, 'classes'>
  /** [height, width, channels]; default [224, 224, 3] */
  readonly input?: Halved<In, 32, 'a VGG-A divides its map by 32'>
  /** as the default one, nowhere wider */
  readonly cfg?: OwnCfg<VggACfg, Own, Explained>
}

/** How `vggA` is called. That the network is of the type that stands here, the type tests check. */
export interface VggAFamily {
  /** The network, its weights drawn from the key. */
  <
    const Classes extends number,
    const In extends MapShape = [224, 224, 3],
    const Own extends Cfg = never,
    Explained = Explain<VggACfg, Own>,
  >(
    options: VggAOptions<Classes, In, Own, Explained>,
    key: Key,
  ): Network<PlainShape<In>, [Classes], ChosenCfg<VggACfg, Own>, 'vggA'>
  /** Its layers, which wait for a key. */
  <
    const Classes extends number,
    const In extends MapShape = [224, 224, 3],
    const Own extends Cfg = never,
    Explained = Explain<VggACfg, Own>,
  >(
    options: VggAOptions<Classes, In, Own, Explained>,
  ): Waiting<Classes, Network<PlainShape<In>, [Classes], ChosenCfg<VggACfg, Own>, 'vggA'>>
}

/**
 * A VGG-A with weights drawn from the key; without one its layers, whose costs are known: 133 million weights take long to draw.
 *
 * @example
 * parameterCount(vggA({ classes: 1000 })) // => 132885224
 */
export const vggA: VggAFamily = family('vggA', plainKinds, ({ classes, input = [224, 224, 3], ...settings }: Plain) => {
  const { normalizedNeurons = true, initialScale = 0.5 } = settings
  const cfg = chosenCfg('vggA', vggACfg, settings.cfg)
  const [stack, upToFirst] = [cfg.slice(0, -2), cfg.slice(0, -1)]
  const [height, width, channels] = input
  // where nothing is left of the map, the last max-pool says so
  const pixels = Math.max(1, Math.floor(height / 32) * Math.floor(width / 32))
  const [last, first, second] = [known(lastWidth(stack)), known(lastWidth(upToFirst)), known(lastWidth(cfg))]
  const initialDeviation = 0.01
  const hidden = (from: number, to: number): readonly Spec[] => [
    linear(from, to, { initialDeviation }),
    ...(normalizedNeurons ? [batchNorm(to, { initialScale })] : []),
    relu,
  ]
  const layers = [
    ...convolutions(channels, stack, { bias: true, initialScale }),
    flatten,
    ...hidden(pixels * last, first),
    ...hidden(first, second),
    linear(second, classes, { initialDeviation }),
  ]
  return { arch: 'vggA', input, layers, cfg }
})
