/** Mean over windows, channel by channel. */
import type { Inferring, OptionIn, OptionOr } from '../shape/given.js'
import { invariant } from '../shape/invariant.js'
import { optional, trueOrFalse } from '../shape/kind.js'
import type { Optional } from '../shape/optional.js'
import { checkedArgument, checkedOptions } from '../shape/options.js'
import { copiedPerAxis, finitePerAxis, numbersPerAxis, type PerAxis } from '../shape/perAxis.js'
import type { Shape } from '../shape/shape.js'
import { carrying } from './carried.js'
import { carrier, withoutArrays } from './carrier.js'
import type { Definition, Malformed } from './definition.js'
import type { CountPerAxis } from './kernel.js'
import { type CeiledFields, type Pool, poolName, poolProblem, poolShape, type PoolName, type PoolShape, type WithCeilMode } from './pool.js'

/** What `averagePool` makes: a plain description, without arrays. */
export interface AveragePool<out Size extends PerAxis = PerAxis, out Stride extends PerAxis = PerAxis> {
  readonly _tag: 'averagePool'
  readonly size: Size
  readonly stride: Stride
  /** a pool whose last window may reach beyond the map is `Ceiled` */
  readonly ceilMode?: false
}

/** What run time sees of it. */
interface Means extends Omit<Pool, 'padding'> {
  readonly _tag: 'averagePool'
}

/** The options of `averagePool`; what is wrong with one that is given is a sentence in its place. */
export interface AveragePoolOptions<Given> {
  /** default: the size, windows side by side */
  readonly stride?: CountPerAxis<OptionIn<Given, 'stride'>, 'stride'> | undefined
  /** whether the last window may reach beyond the map; default false: it is dropped then */
  readonly ceilMode?: boolean | undefined
}

/** The options whatever they are, as run time sees them. */
type AnyAveragePoolOptions = Optional<Pick<Pool, 'stride' | 'ceilMode'>>

const unpadded = ({ size, stride, ceilMode }: Means): Pool => ({ size, stride, padding: 0, ceilMode })

/** The mean over windows side by side. */
function constructed<const Size extends PerAxis>(size: CountPerAxis<Size, 'size'>): AveragePool<Size, Size>
/** The mean over windows, side by side by default; the size and the stride are a number for both axes or two, [vertical, horizontal]. */
function constructed<const Size extends PerAxis, const Given extends AnyAveragePoolOptions | undefined>(
  size: CountPerAxis<Size, 'size'>,
  options: Inferring<Given, AveragePoolOptions<Given>>,
): WithCeilMode<
  AveragePool<Size, OptionOr<OptionIn<Given, 'stride'>, PerAxis, Size>>,
  OptionOr<OptionIn<Given, 'ceilMode'>, boolean, false>
>
function constructed(size: PerAxis, options: AnyAveragePoolOptions = {}): Means {
  const window = checkedArgument('averagePool', 'size', numbersPerAxis, size)
  const { stride = window, ceilMode = false } = checkedOptions('averagePool', optionKinds, options)
  const pool: Means = {
    _tag: 'averagePool',
    size: copiedPerAxis(window),
    stride: copiedPerAxis(stride),
    ...(ceilMode && { ceilMode }),
  }
  const problem = poolProblem(unpadded(pool))
  return problem === undefined ? pool : invariant(`averagePool: ${problem}`)
}

/**
 * The mean over windows of `size` by `size`, `stride` apart (by default side by side), each a number for both axes or two,
 * [vertical, horizontal], without padding. averagePool(1, { stride: 2 }) takes every other cell.
 *
 * What a last window does not fill is dropped, unless `ceilMode` (PyTorch's and ONNX's `ceil_mode`): then the window is kept, as long as it begins on the map, and
 * is the mean of those of its cells that are on the map.
 *
 * @example
 * averagePool(2).stride // => 2
 * @example
 * averagePool([4, 1]).stride // => [4, 1]
 * @example
 * sequential(input(7, 7, 8), averagePool(2, { ceilMode: true }))(key(0)).output // => [4, 4, 8]
 */
export const averagePool = carrying(() => averagePoolDefinition, constructed)

const optionKinds = { stride: optional(numbersPerAxis), ceilMode: optional(trueOrFalse) }

declare module './rule.js' {
  interface Layers {
    averagePool: Means
  }
  interface ShapeRules<Spec, Input extends Shape> {
    averagePool: Spec extends AveragePool<infer Size, infer Stride>
      ? PoolShape<Input, Size, Stride, 0, false>
      : Spec extends CeiledFields<infer Size, infer Stride, infer CeilMode>
        ? PoolShape<Input, Size, Stride, 0, CeilMode>
        : Malformed
  }
  interface Names<Spec> {
    averagePool: Spec extends AveragePool<infer Size, infer Stride>
      ? `averagePool ${PoolName<Size, Stride, 0, false>}`
      : Spec extends CeiledFields<infer Size, infer Stride, infer CeilMode>
        ? `averagePool ${PoolName<Size, Stride, 0, CeilMode>}`
        : never
  }
}

/** What the library knows of it. */
export const averagePoolDefinition: Definition<Means> = {
  ...carrier,
  fields: { size: finitePerAxis, stride: finitePerAxis, ceilMode: optional(trueOrFalse) },
  problem: (spec) => poolProblem(unpadded(spec)),
  channelwise: true,
  keepsZero: () => true,
  outputShape: (spec, input) => poolShape(unpadded(spec), input),
  archName: (spec) => `averagePool ${poolName(unpadded(spec))}`,
  show: (spec) => `averagePool ${poolName(unpadded(spec))}`,
  endsStage: true,
  evaluate: (backend, spec, _arrays, input) => backend.averagePool.apply(input, spec),
  differentiate: (backend, spec, _arrays, input) => withoutArrays(backend.averagePool.differentiate(input, spec)),
}
