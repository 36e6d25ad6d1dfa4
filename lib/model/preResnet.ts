/**
 * The pre-activation residual networks of He et al. 2016 ("Identity mappings in deep residual networks"), 9n + 2 layers deep, as Network
 * Slimming prunes them: a 3x3 convolution to 16 channels, three stages of n bottlenecks with 16, 32 and 64 channels inside and four times as many
 * outside, batch norm, rectifier, global average pool, one linear layer.
 *
 * Pruning may change three widths a block (what it reads, and what its first two convolutions make) and what the linear layer reads.
 */
import { bottleneck } from '../block/bottleneck.js'
import { batchNorm } from '../layer/batchNorm.js'
import { channelSelection } from '../layer/channelSelection.js'
import { conv2d } from '../layer/conv2d.js'
import { globalAveragePool } from '../layer/globalAveragePool.js'
import { linear } from '../layer/linear.js'
import { relu } from '../layer/relu.js'
import type { Network } from '../network/network.js'
import type { Key } from '../random/key.js'
import type { Count } from '../shape/count.js'
import type { Explain } from '../shape/fits.js'
import { known } from '../shape/invariant.js'
import type { MapShape, PlainShape } from '../shape/shape.js'
import {
  blocksOf,
  type ChosenCfg,
  chosenCfg,
  type DefaultCfg,
  family,
  type FamilyDepth,
  type Given,
  type OwnCfg,
  deepFamilyKinds,
  type Waiting,
} from './family.js'
import { bottleneckPlaces, lastChannels, preResnetCfg, type PreResnetCfgs, stemChannels } from './preResnetCfg.js'
import { type Kinds } from '../shape/kind.js'

type Plain = Given & { readonly cfg?: readonly number[]; readonly initialScale?: number | undefined }

const plainKinds: Kinds<Plain> = deepFamilyKinds

/** The options of `preResnet`; what is wrong with one is a sentence in its place. */
export interface PreResnetOptions<
  Depth extends number,
  Classes extends number,
  In extends MapShape,
  Own extends readonly number[],
  Explained,
> {
  /** 9n + 2 */
  readonly depth: FamilyDepth<Depth, PreResnetCfgs, 9, 2>
  readonly classes: Count<Classes, 'classes'>
  /** [height, width, channels]; default [32, 32, 3] */
  readonly input?: In
  /** for each block how many channels it reads and what its first two convolutions make; then how many the linear layer reads */
  readonly cfg?: OwnCfg<DefaultCfg<Depth, PreResnetCfgs>, Own, Explained>
  /** where every batch norm's scale starts; default 0.5, as Network Slimming has it */
  readonly initialScale?: number | undefined
}

/** How `preResnet` is called. That the network is of the type that stands here, the type tests check. */
export interface PreResnetFamily {
  /** The network, its weights drawn from the key. */
  <
    const Depth extends number,
    const Classes extends number,
    const In extends MapShape = [32, 32, 3],
    const Own extends readonly number[] = never,
    Explained = Explain<DefaultCfg<Depth, PreResnetCfgs>, Own>,
  >(
    options: PreResnetOptions<Depth, Classes, In, Own, Explained>,
    key: Key,
  ): Network<PlainShape<In>, [Classes], ChosenCfg<DefaultCfg<Depth, PreResnetCfgs>, Own>, `preResnet${Depth}`>
  /** Its layers, which wait for a key. */
  <
    const Depth extends number,
    const Classes extends number,
    const In extends MapShape = [32, 32, 3],
    const Own extends readonly number[] = never,
    Explained = Explain<DefaultCfg<Depth, PreResnetCfgs>, Own>,
  >(
    options: PreResnetOptions<Depth, Classes, In, Own, Explained>,
  ): Waiting<Classes, Network<PlainShape<In>, [Classes], ChosenCfg<DefaultCfg<Depth, PreResnetCfgs>, Own>, `preResnet${Depth}`>>
}

/**
 * A pre-activation ResNet with weights drawn from the key; without one its layers. The compiler knows the cfg of depths 11, 20, 29, 56, 110 and 164; of other depths
 * it knows that there is one.
 *
 * @example
 * const network = preResnet({ depth: 11, classes: 10 }, key(0))
 * network.cfg // => [16, 16, 16, 64, 32, 32, 128, 64, 64, 256]
 */
export const preResnet: PreResnetFamily = family('preResnet', plainKinds, (given: Plain) => {
  const { depth, classes, input = [32, 32, 3], initialScale = 0.5 } = given
  const arch = `preResnet${depth}`
  const blocks = blocksOf('preResnet', depth, 9, 2)
  const cfg = chosenCfg(arch, preResnetCfg(blocks), given.cfg)
  const entry = (at: number): number => known(cfg[at])
  const places = bottleneckPlaces(blocks)
  const layers = [
    conv2d(input[2], stemChannels),
    ...places.map(({ inChannels, outChannels, stride }, at) =>
      bottleneck({ inChannels, widths: [entry(3 * at), entry(3 * at + 1), entry(3 * at + 2)], outChannels, stride, initialScale }),
    ),
    batchNorm(lastChannels, { initialScale }),
    channelSelection(lastChannels, entry(3 * places.length)),
    relu,
    globalAveragePool,
    linear(entry(3 * places.length), classes),
  ]
  return { arch, input, layers }
})
