/**
 * The MobileNet of Howard et al. 2017 (table 1): a 3x3 convolution, thirteen depthwise separable ones (a depthwise 3x3 and a 1x1 convolution), each with batch norm
 * and rectifier; global average pool, linear layer.
 *
 * Pruning may change every width but the number of classes.
 */
import { batchNorm } from '../layer/batchNorm.js'
import { conv2d } from '../layer/conv2d.js'
import { depthwiseConv2d } from '../layer/depthwiseConv2d.js'
import { globalAveragePool } from '../layer/globalAveragePool.js'
import { linear } from '../layer/linear.js'
import { relu } from '../layer/relu.js'
import type { Initialize } from '../network/initialize.js'
import type { Network } from '../network/network.js'
import type { Count } from '../shape/count.js'
import type { Explain } from '../shape/fits.js'
import { known } from '../shape/invariant.js'
import { aNumber, type Kinds, oneOf, optional } from '../shape/kind.js'
import { checkedOptions } from '../shape/options.js'
import type { Positive } from '../shape/positive.js'
import type { MapShape, PlainShape } from '../shape/shape.js'
import { type ChosenCfg, chosenCfg, type DefaultCfg, familyKinds, type Given, multiplierOf, type OwnCfg, undrawn } from './family.js'
import { mobilenetV1Cfg, type MobilenetV1Cfgs } from './mobilenetCfg.js'
import type { MobilenetSettings } from './mobilenetV2.js'

type Plain = Omit<Given, 'depth'> & MobilenetSettings & { readonly cfg?: readonly number[]; readonly width?: number }

const plainKinds: Kinds<Plain> = { ...familyKinds, width: optional(aNumber), halvings: optional(oneOf(3, 5)) }

/** The options of `mobilenetV1`; what is wrong with one is a sentence in its place. */
export interface MobilenetV1Options<
  Classes extends number,
  Width extends number,
  In extends MapShape,
  Own extends readonly number[],
  Explained,
> extends MobilenetSettings {
  readonly classes: Count<Classes, 'classes'>
  /** multiplies every width, which is then rounded down; default 1 */
  readonly width?: Positive<Width, 'the width'>
  /** [height, width, channels]; default [224, 224, 3] */
  readonly input?: In
  /** as the default one, nowhere wider */
  readonly cfg?: OwnCfg<DefaultCfg<Width, MobilenetV1Cfgs>, Own, Explained>
}

/** The separable convolutions that halve the map where it is halved five times, by the number of the width they make. */
const strided = [2, 4, 6, 12]

/**
 * A MobileNetV1 that waits for its key. The compiler knows the cfg of widths 1, 0.75, 0.5 and 0.25; of others it knows that there is one.
 *
 * @example
 * const initialize = mobilenetV1({ classes: 1000 })
 * parameterCount(initialize) // => 4231976
 * multiplyAccumulates(initialize) // => 568740352
 */
export const mobilenetV1 = <
  const Classes extends number,
  const Width extends number = 1,
  const In extends MapShape = [224, 224, 3],
  const Own extends readonly number[] = never,
  Explained = Explain<DefaultCfg<Width, MobilenetV1Cfgs>, Own>,
>(
  options: MobilenetV1Options<Classes, Width, In, Own, Explained>,
): Initialize<Network<PlainShape<In>, [Classes], ChosenCfg<DefaultCfg<Width, MobilenetV1Cfgs>, Own>, 'mobilenetV1'>> => {
  // the options' types hold sentences where an option is wrong; the compiler has seen that none is
  const { classes, input = [224, 224, 3], cfg, ...settings } = checkedOptions('mobilenetV1', plainKinds, options as unknown as Plain)
  const { width = 1, halvings = 5, initialScale = 1 } = settings
  const widths = chosenCfg('mobilenetV1', mobilenetV1Cfg(multiplierOf('mobilenetV1', width)), cfg)
  const [stem, ...rest] = widths
  const halving = strided.slice(halvings === 5 ? 0 : 1)
  const layers = [
    conv2d(input[2], known(stem), { stride: halvings === 5 ? 2 : 1 }),
    batchNorm(known(stem), { initialScale }),
    relu,
    ...rest.flatMap((outChannels, at) => {
      const inChannels = known(widths[at])
      return [
        ...[depthwiseConv2d(inChannels, { stride: halving.includes(at + 1) ? 2 : 1 }), batchNorm(inChannels, { initialScale }), relu],
        ...[conv2d(inChannels, outChannels, { kernelSize: 1 }), batchNorm(outChannels, { initialScale }), relu],
      ]
    }),
    globalAveragePool,
    linear(known(widths.at(-1)), classes),
  ]
  // that the network is as the return type says, the type tests check
  return undrawn({ arch: 'mobilenetV1', input, layers }) as unknown as Initialize<
    Network<PlainShape<In>, [Classes], ChosenCfg<DefaultCfg<Width, MobilenetV1Cfgs>, Own>, 'mobilenetV1'>
  >
}
