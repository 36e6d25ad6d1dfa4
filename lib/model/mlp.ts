/**
 * A multilayer perceptron: linear layers with rectifiers between them. A map at its input is flattened first.
 */
import { flatten } from '../layer/flatten.js'
import { linear } from '../layer/linear.js'
import { relu } from '../layer/relu.js'
import type { Network } from '../network/network.js'
import type { Key } from '../random/key.js'
import { type CheckedCfg, checkedWidths } from '../shape/checkedWidths.js'
import { aCount, type Count } from '../shape/count.js'
import type { PlainCfg } from '../shape/fits.js'
import { elementCount, type MapShape, type PlainShape } from '../shape/shape.js'
import { family, type Waiting } from './family.js'
import { aNumber, type Kinds, listOf } from '../shape/kind.js'

/** The options of `mlp`; what is wrong with one is a sentence in its place. */
export interface MlpOptions<In extends readonly [number] | MapShape, Widths extends readonly number[], Classes extends number> {
  /** [features], or [height, width, channels] */
  readonly input: In
  /** neurons of each hidden layer */
  readonly cfg: CheckedCfg<Widths>
  readonly classes: Count<Classes, 'classes'>
}

interface Plain {
  readonly input: readonly number[]
  readonly cfg: readonly number[]
  readonly classes: number
}

const numbers = listOf('numbers', aNumber)
const plainKinds: Kinds<Plain> = { input: numbers, cfg: numbers, classes: aCount }

/** How `mlp` is called. That the network is of the type that stands here, the type tests check. */
export interface MlpFamily {
  /** The network, its weights drawn from the key. */
  <const In extends readonly [number] | MapShape, const Widths extends readonly number[], const Classes extends number>(
    options: MlpOptions<In, Widths, Classes>,
    key: Key,
  ): Network<PlainShape<In>, [Classes], PlainCfg<Widths>, 'mlp'>
  /** Its layers, which wait for a key. */
  <const In extends readonly [number] | MapShape, const Widths extends readonly number[], const Classes extends number>(
    options: MlpOptions<In, Widths, Classes>,
  ): Waiting<Classes, Network<PlainShape<In>, [Classes], PlainCfg<Widths>, 'mlp'>>
}

/**
 * An MLP with weights drawn from the key, without one its layers; 784-200-200-10 is input [784] (or [28, 28, 1]), cfg [200, 200], 10 classes.
 *
 * @example
 * const network = mlp({ input: [784], cfg: [200, 200], classes: 10 }, key(0))
 * network.cfg // => [200, 200]
 */
export const mlp: MlpFamily = family('mlp', plainKinds, ({ input, cfg, classes }: Plain) => {
  const hidden = checkedWidths('mlp', cfg).flatMap((width, at) => [linear(cfg[at - 1] ?? elementCount(input), width), relu])
  const layers = [...(input.length === 3 ? [flatten] : []), ...hidden, linear(cfg[cfg.length - 1] ?? elementCount(input), classes)]
  return { arch: 'mlp', input, layers }
})
