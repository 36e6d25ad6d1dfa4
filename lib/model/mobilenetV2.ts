/**
 * The MobileNetV2 of Sandler et al. 2018 (table 2): a 3x3 convolution, seventeen inverted residuals, a 1x1 convolution, global average pool, linear layer.
 *
 * Pruning may change the expansion of each block, which its depthwise convolution carries, and what no sum needs at either end.
 */
import { invertedResidual } from '../block/invertedResidual.js'
import { batchNorm } from '../layer/batchNorm.js'
import { conv2d } from '../layer/conv2d.js'
import { globalAveragePool } from '../layer/globalAveragePool.js'
import { linear } from '../layer/linear.js'
import { relu6 } from '../layer/relu6.js'
import type { Network } from '../network/network.js'
import type { Key } from '../random/key.js'
import type { Explain } from '../shape/fits.js'
import type { MapShape, PlainShape } from '../shape/shape.js'
import { type ChosenCfg, chosenCfg, type DefaultCfg, multiplierOf, family, type Waiting } from './family.js'
import { mobilenetV2Cfg, type MobilenetV2Cfgs, mobilenetV2Places, withCfg } from './mobilenetCfg.js'
import { mobilenetKinds, type MobilenetOptions, type PlainMobilenetOptions } from './mobilenetOptions.js'

/** How `mobilenetV2` is called. That the network is of the type that stands here, the type tests check. */
export interface MobilenetV2Family {
  /** The network, its weights drawn from the key. */
  <
    const Classes extends number,
    const Width extends number = 1,
    const In extends MapShape = [224, 224, 3],
    const Own extends readonly number[] = never,
    Explained = Explain<DefaultCfg<Width, MobilenetV2Cfgs>, Own>,
  >(
    options: MobilenetOptions<Classes, Width, In, Own, Explained, MobilenetV2Cfgs>,
    key: Key,
  ): Network<PlainShape<In>, [Classes], ChosenCfg<DefaultCfg<Width, MobilenetV2Cfgs>, Own>, 'mobilenetV2'>
  /** Its layers, which wait for a key. */
  <
    const Classes extends number,
    const Width extends number = 1,
    const In extends MapShape = [224, 224, 3],
    const Own extends readonly number[] = never,
    Explained = Explain<DefaultCfg<Width, MobilenetV2Cfgs>, Own>,
  >(
    options: MobilenetOptions<Classes, Width, In, Own, Explained, MobilenetV2Cfgs>,
  ): Waiting<Classes, Network<PlainShape<In>, [Classes], ChosenCfg<DefaultCfg<Width, MobilenetV2Cfgs>, Own>, 'mobilenetV2'>>
}

/**
 * A MobileNetV2 with weights drawn from the key; without one its layers. Widths are rounded to multiples of 8, as its authors' code has it. The compiler knows the cfg of widths 1, 0.75, 0.5 and 0.25; of others it knows that there is one.
 *
 * @example
 * const initialize = mobilenetV2({ classes: 1000 })
 * parameterCount(initialize) // => 3504872
 * multiplyAccumulates(initialize) // => 300774272
 * @example
 * mobilenetV2({ classes: 10, input: [32, 32, 3], halvings: 3, width: 0.25 })(key(0)).cfg.slice(0, 3) // => [48, 48, 48]
 */
export const mobilenetV2: MobilenetV2Family = family(
  'mobilenetV2',
  mobilenetKinds,
  ({ classes, input = [224, 224, 3], cfg, ...settings }: PlainMobilenetOptions) => {
    const { width = 1, halvings = 5, initialScale = 1 } = settings
    const standard = mobilenetV2Places(multiplierOf('mobilenetV2', width), halvings)
    const { stem, blocks, last } = withCfg(standard, chosenCfg('mobilenetV2', mobilenetV2Cfg(standard), cfg))
    const handedOn = blocks.at(-1)?.out.channels ?? stem.channels
    const layers = [
      conv2d(input[2], stem.channels, { stride: halvings === 5 ? 2 : 1 }),
      batchNorm(stem.channels, { initialScale }),
      relu6,
      ...blocks.flatMap(({ inChannels, expanded, out, stride, isAdded }) =>
        invertedResidual({ inChannels, expanded: expanded?.channels, outChannels: out.channels, stride, isAdded, initialScale }),
      ),
      conv2d(handedOn, last.channels, { kernelSize: 1 }),
      batchNorm(last.channels, { initialScale }),
      relu6,
      globalAveragePool,
      linear(last.channels, classes),
    ]
    return { arch: 'mobilenetV2', input, layers }
  },
)
