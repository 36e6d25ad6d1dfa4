/**
 * The densely connected networks of Huang et al. 2017 for small images, 3n + 4 layers deep, without bottlenecks or compression: a 3x3
 * convolution, three blocks of n dense layers with a transition between them, batch norm, rectifier, global average pool, one linear layer.
 *
 * Pruning may change what each layer and transition reads, and what the linear layer reads; what they make stays whole.
 */
import { denseLayer } from '../block/denseLayer.js'
import { denseTransition } from '../block/denseTransition.js'
import { batchNorm } from '../layer/batchNorm.js'
import { channelSelection } from '../layer/channelSelection.js'
import { conv2d } from '../layer/conv2d.js'
import { globalAveragePool } from '../layer/globalAveragePool.js'
import { linear } from '../layer/linear.js'
import { relu } from '../layer/relu.js'
import type { Network } from '../network/network.js'
import type { Key } from '../random/key.js'
import { aCount, type Count } from '../shape/count.js'
import type { Explain } from '../shape/fits.js'
import { known } from '../shape/invariant.js'
import type { MapShape, PlainShape } from '../shape/shape.js'
import { densenetCfg, type DensenetCfgs, readersOf } from './densenetCfg.js'
import {
  blocksOf,
  type ChosenCfg,
  chosenCfg,
  type DefaultCfg,
  family,
  type FamilyDepth,
  type Given,
  type Halved,
  type OwnCfg,
  deepFamilyKinds,
  type Waiting,
} from './family.js'
import { type Kinds, optional } from '../shape/kind.js'

/** The default cfg as far as it is written down. */
type Standard<Depth extends number, Growth extends number, Stem extends number> = `${Growth}, ${Stem}` extends infer Kind extends
  keyof DensenetCfgs
  ? DefaultCfg<Depth, DensenetCfgs[Kind]>
  : readonly number[]

/** The options that are of a DenseNet alone, as run time sees them. */
interface Plain {
  readonly cfg?: readonly number[]
  readonly growth?: number
  readonly stem?: number
  readonly initialScale?: number | undefined
}

const plainKinds: Kinds<Given & Plain> = { ...deepFamilyKinds, growth: optional(aCount), stem: optional(aCount) }

/** The options of `densenet`; what is wrong with one is a sentence in its place. */
export interface DensenetOptions<
  Depth extends number,
  Classes extends number,
  In extends MapShape,
  Growth extends number,
  Stem extends number,
  Own extends readonly number[],
  Explained,
> {
  /** 3n + 4 */
  readonly depth: FamilyDepth<Depth, DensenetCfgs['12, 24'], 3, 4>
  readonly classes: Count<Classes, 'classes'>
  /** [height, width, channels]; default [32, 32, 3] */
  readonly input?: Halved<In, 4, 'a densenet halves its map twice'>
  /** how many channels each dense layer, transition and the linear layer reads, in forward order */
  readonly cfg?: OwnCfg<Standard<Depth, Growth, Stem>, Own, Explained>
  /** how many channels a dense layer adds; default 12 */
  readonly growth?: Count<Growth, 'growth'>
  /** channels of the first convolution; default 24, as the code of Network Slimming has it (what the paper counts has 16) */
  readonly stem?: Count<Stem, 'stem'>
  /** where every batch norm's scale starts; default 0.5, as Network Slimming has it */
  readonly initialScale?: number | undefined
}

/** How `densenet` is called. That the network is of the type that stands here, the type tests check. */
export interface DensenetFamily {
  /** The network, its weights drawn from the key. */
  <
    const Depth extends number,
    const Classes extends number,
    const In extends MapShape = [32, 32, 3],
    const Growth extends number = 12,
    const Stem extends number = 24,
    const Own extends readonly number[] = never,
    Explained = Explain<Standard<Depth, Growth, Stem>, Own>,
  >(
    options: DensenetOptions<Depth, Classes, In, Growth, Stem, Own, Explained>,
    key: Key,
  ): Network<PlainShape<In>, [Classes], ChosenCfg<Standard<Depth, Growth, Stem>, Own>, `densenet${Depth}`>
  /** Its layers, which wait for a key. */
  <
    const Depth extends number,
    const Classes extends number,
    const In extends MapShape = [32, 32, 3],
    const Growth extends number = 12,
    const Stem extends number = 24,
    const Own extends readonly number[] = never,
    Explained = Explain<Standard<Depth, Growth, Stem>, Own>,
  >(
    options: DensenetOptions<Depth, Classes, In, Growth, Stem, Own, Explained>,
  ): Waiting<Classes, Network<PlainShape<In>, [Classes], ChosenCfg<Standard<Depth, Growth, Stem>, Own>, `densenet${Depth}`>>
}

/**
 * A DenseNet with weights drawn from the key; without one its layers. The compiler knows the cfg of depths 22 and 40, growth 12 and stem 24 or 16; of others it
 * knows that there is one.
 *
 * @example
 * const network = densenet({ depth: 10, classes: 10 }, key(0))
 * network.cfg // => [24, 36, 48, 48, 60, 72, 72, 84, 96]
 */
export const densenet: DensenetFamily = family(
  'densenet',
  plainKinds,
  ({ depth, classes, input = [32, 32, 3], cfg: own, growth = 12, stem = 24, initialScale = 0.5 }: Given & Plain) => {
    const arch = `densenet${depth}`
    const layersPerBlock = blocksOf('densenet', depth, 3, 4)
    const readers = readersOf(layersPerBlock, growth, stem)
    const cfg = chosenCfg(arch, densenetCfg(layersPerBlock, growth, stem), own)
    const entry = (at: number): number => known(cfg[at])
    const last = readers.length - 1
    const channels = known(readers[last]).channels
    const layers = [
      conv2d(input[2], stem),
      ...readers
        .slice(0, last)
        .flatMap((reader, at) =>
          reader.endsBlock
            ? denseTransition({ channels: reader.channels, selected: entry(at), initialScale })
            : [denseLayer({ inChannels: reader.channels, selected: entry(at), growth, initialScale })],
        ),
      batchNorm(channels, { initialScale }),
      channelSelection(channels, entry(last)),
      relu,
      globalAveragePool,
      linear(entry(last), classes),
    ]
    return { arch, input, layers }
  },
)
