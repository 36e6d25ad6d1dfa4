/**
 * SqueezeNet (Iandola et al. 2016): a convolution, eight fire modules with three max-pools in front of or between them, a 1x1 convolution to the classes, a rectifier,
 * global average pool. All convolutions have biases; there is no batch norm. Pools keep a last window that reaches beyond the map, as those of Caffe do, in
 * which the authors' networks are written, and torchvision's.
 *
 * Pruning may change every width but the number of classes.
 */
import { fire } from '../block/fire.js'
import { conv2d } from '../layer/conv2d.js'
import { dropout } from '../layer/dropout.js'
import { globalAveragePool } from '../layer/globalAveragePool.js'
import { maxPool } from '../layer/maxPool.js'
import { relu } from '../layer/relu.js'
import type { Spec } from '../network/branching.js'
import type { Network } from '../network/network.js'
import type { Key } from '../random/key.js'
import type { Count } from '../shape/count.js'
import type { Explain } from '../shape/fits.js'
import { known } from '../shape/invariant.js'
import { type Kinds, oneOf, optional } from '../shape/kind.js'
import type { MapShape, PlainShape } from '../shape/shape.js'
import { type ChosenCfg, chosenCfg, familyKinds, type Given, type OwnCfg, family, type Waiting } from './family.js'
import { type SqueezenetCfgs, squeezenetCfgs } from './squeezenetCfg.js'

/** What is wrong with an option is a sentence in its place. */
export interface SqueezenetOptions<
  Classes extends number,
  Version extends '1.0' | '1.1',
  In extends MapShape,
  Own extends readonly number[],
  Explained,
> {
  readonly classes: Count<Classes, 'classes'>
  /** '1.0', the paper's (first windows of 7x7), or the authors' '1.1' (3x3, pools earlier: 2.3 times fewer operations); default '1.1' */
  readonly version?: Version
  /** [height, width, channels]; default [224, 224, 3] */
  readonly input?: In
  /** as the default one, nowhere wider */
  readonly cfg?: OwnCfg<SqueezenetCfgs[Version], Own, Explained>
}

type PlainOptions = Omit<Given, 'depth'> & { readonly version?: keyof SqueezenetCfgs; readonly cfg?: readonly number[] }

const { initialScale: _, ...kindsOfOthers } = familyKinds
const kinds: Kinds<PlainOptions> = { ...kindsOfOthers, version: optional(oneOf('1.0', '1.1')) }

/** The first windows, and the numbers of the modules behind which a pool stands; 0 is in front of all. */
const layouts = { '1.0': { kernelSize: 7, pooled: [0, 3, 7] }, '1.1': { kernelSize: 3, pooled: [0, 2, 4] } } as const

/** How `squeezenet` is called. That the network is of the type that stands here, the type tests check. */
export interface SqueezenetFamily {
  /** The network, its weights drawn from the key. */
  <
    const Classes extends number,
    const Version extends '1.0' | '1.1' = '1.1',
    const In extends MapShape = [224, 224, 3],
    const Own extends readonly number[] = never,
    Explained = Explain<SqueezenetCfgs[Version], Own>,
  >(
    options: SqueezenetOptions<Classes, Version, In, Own, Explained>,
    key: Key,
  ): Network<PlainShape<In>, [Classes], ChosenCfg<SqueezenetCfgs[Version], Own>, 'squeezenet'>
  /** Its layers, which wait for a key. */
  <
    const Classes extends number,
    const Version extends '1.0' | '1.1' = '1.1',
    const In extends MapShape = [224, 224, 3],
    const Own extends readonly number[] = never,
    Explained = Explain<SqueezenetCfgs[Version], Own>,
  >(
    options: SqueezenetOptions<Classes, Version, In, Own, Explained>,
  ): Waiting<Classes, Network<PlainShape<In>, [Classes], ChosenCfg<SqueezenetCfgs[Version], Own>, 'squeezenet'>>
}

/**
 * A SqueezeNet with weights drawn from the key; without one its layers. Convolutions start as `conv2d`'s do, biases at 0.
 *
 * @see Iandola et al. 2016, "SqueezeNet: AlexNet-level accuracy with 50x fewer parameters and < 0.5MB model size", table 1
 *
 * @example
 * parameterCount(squeezenet({ classes: 1000, version: '1.0' })) // => 1248424
 * parameterCount(squeezenet({ classes: 1000 })) // => 1235496
 */
export const squeezenet: SqueezenetFamily = family(
  'squeezenet',
  kinds,
  ({ classes, input = [224, 224, 3], version = '1.1', cfg }: PlainOptions) => {
    const [stem, ...modules] = chosenCfg<number>('squeezenet', squeezenetCfgs[version], cfg)
    const { kernelSize, pooled } = layouts[version]
    const pool = (behind: number): readonly Spec[] =>
      (pooled as readonly number[]).includes(behind) ? [maxPool(3, { stride: 2, ceilMode: true })] : []
    const fires = Array.from({ length: modules.length / 3 }, (_, at) => {
      const [squeezed = 0, one = 0, three = 0] = modules.slice(3 * at, 3 * at + 3)
      return { squeezed, expanded: [one, three] as const, made: one + three }
    })
    const layers = [
      ...[conv2d(input[2], known(stem), { kernelSize, stride: 2, padding: 0, bias: true }), relu, ...pool(0)],
      ...fires.flatMap((module, at) => [...fire({ inChannels: fires[at - 1]?.made ?? known(stem), ...module }), ...pool(at + 1)]),
      ...[dropout(0.5), conv2d(known(fires.at(-1)).made, classes, { kernelSize: 1, bias: true }), relu, globalAveragePool],
    ]
    return { arch: 'squeezenet', input, layers }
  },
)
