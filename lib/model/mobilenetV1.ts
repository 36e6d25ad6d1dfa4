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
import type { Network } from '../network/network.js'
import type { Key } from '../random/key.js'
import type { Explain } from '../shape/fits.js'
import { known } from '../shape/invariant.js'
import type { MapShape, PlainShape } from '../shape/shape.js'
import { type ChosenCfg, chosenCfg, type DefaultCfg, multiplierOf, family, type Waiting } from './family.js'
import { mobilenetV1Cfg, type MobilenetV1Cfgs } from './mobilenetCfg.js'
import { mobilenetKinds, type MobilenetOptions, type PlainMobilenetOptions } from './mobilenetOptions.js'

/** The separable convolutions that halve the map where it is halved five times, by the number of the width they make. */
const strided = [2, 4, 6, 12]

/** How `mobilenetV1` is called. That the network is of the type that stands here, the type tests check. */
export interface MobilenetV1Family {
  /** The network, its weights drawn from the key. */
  <
    const Classes extends number,
    const Width extends number = 1,
    const In extends MapShape = [224, 224, 3],
    const Own extends readonly number[] = never,
    Explained = Explain<DefaultCfg<Width, MobilenetV1Cfgs>, Own>,
  >(
    options: MobilenetOptions<Classes, Width, In, Own, Explained, MobilenetV1Cfgs>,
    key: Key,
  ): Network<PlainShape<In>, [Classes], ChosenCfg<DefaultCfg<Width, MobilenetV1Cfgs>, Own>, 'mobilenetV1'>
  /** Its layers, which wait for a key. */
  <
    const Classes extends number,
    const Width extends number = 1,
    const In extends MapShape = [224, 224, 3],
    const Own extends readonly number[] = never,
    Explained = Explain<DefaultCfg<Width, MobilenetV1Cfgs>, Own>,
  >(
    options: MobilenetOptions<Classes, Width, In, Own, Explained, MobilenetV1Cfgs>,
  ): Waiting<Classes, Network<PlainShape<In>, [Classes], ChosenCfg<DefaultCfg<Width, MobilenetV1Cfgs>, Own>, 'mobilenetV1'>>
}

/**
 * A MobileNetV1 with weights drawn from the key; without one its layers. Widths are rounded down. The compiler knows the cfg of widths 1, 0.75, 0.5 and 0.25; of others it knows that there is one.
 *
 * @example
 * const initialize = mobilenetV1({ classes: 1000 })
 * parameterCount(initialize) // => 4231976
 * multiplyAccumulates(initialize) // => 568740352
 */
export const mobilenetV1: MobilenetV1Family = family(
  'mobilenetV1',
  mobilenetKinds,
  ({ classes, input = [224, 224, 3], cfg, ...settings }: PlainMobilenetOptions) => {
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
    return { arch: 'mobilenetV1', input, layers }
  },
)
