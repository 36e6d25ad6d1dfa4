/**
 * Where a network branches: every branch receives the same input, and what they give is added up, multiplied or set side by side.
 *
 *     residual(...body)             x + body(x)                          (He et al. 2016)
 *     sum(left, right)              left(x) + right(x), projections among them
 *     multiply(left, right)         left(x) * right(x), a gate of one factor a channel among them    (Hu et al. 2018)
 *     concatenate(left, right)      the channels of left(x), then those of right(x)   (Huang et al. 2017)
 *
 * An empty branch hands on its input: residual(...body) is sum([], body), a dense connection is concatenate([], body), squeeze-and-excitation
 * multiply([], gate).
 *
 * Pruning: what a sum adds up is tied to each other, so none of those widths is in the network's cfg; what is multiplied follows one of the
 * factors, whose width may be; what is set side by side keeps its own width. The compiler knows.
 */
import type { Layer } from '../layer/layer.js'
import type { Verdict, Verdicts } from '../shape/checked.js'
import { type Kind, kind, listOf } from '../shape/kind.js'

/** What `residual` makes: a plain description, without arrays. */
export interface Residual<Body extends readonly unknown[] = readonly Spec[]> {
  readonly _tag: 'residual'
  readonly body: Body
}

/** What `sum` makes: a plain description, without arrays. */
export interface Sum<Branches extends readonly unknown[] = readonly (readonly Spec[])[]> {
  readonly _tag: 'sum'
  readonly branches: Branches
}

/** What `multiply` makes: a plain description, without arrays. */
export interface Multiply<Branches extends readonly unknown[] = readonly (readonly Spec[])[]> {
  readonly _tag: 'multiply'
  readonly branches: Branches
}

/** What `concatenate` makes: a plain description, without arrays. */
export interface Concatenate<Branches extends readonly unknown[] = readonly (readonly Spec[])[]> {
  readonly _tag: 'concatenate'
  readonly branches: Branches
}

/** Every way to branch. */
export type Branching = Residual | Sum | Multiply | Concatenate

/** What `sequential` takes: a layer's description, or branches of them. */
export type Spec = Layer | Branching

type Branch = readonly (Described | Maker | readonly Described[])[]
/**
 * What is taken for a layer or branches before the walk looks at it. Not `Spec` itself: the compiler would hold every call against each kind of layer, and
 * take `number` from them for what is not written out.
 */
export interface Described {
  readonly _tag: Spec['_tag']
}
/** What makes a layer, taken for one until the compiler says that it was not called. */
type Maker = (...given: never) => unknown
type NotCalled = 'a function is no layer: call it, as conv2d(3, 16) is called'
type NotLayers = 'a branch is a list of layers, and of nothing else: [conv2d(3, 16), relu]'

/** Two branches or more, or what is taken for branches until the compiler says of a layer that stands where a list should be. */
type Given = readonly [Branch | Described | Maker, Branch | Described | Maker, ...(Branch | Described | Maker)[]]

/** The branches; a layer that is in no list is replaced, and a list that holds something else. */
type Lists<Written extends readonly unknown[], Instead, NotLayersInstead = Instead> = unknown extends Verdicts[Verdict<
  Written[number] extends readonly Described[] ? true : false
>]
  ? Written
  : {
      readonly [Index in keyof Written]: Written[Index] extends readonly Described[]
        ? Written[Index]
        : Written[Index] extends readonly unknown[]
          ? NotLayersInstead
          : Instead
    }

/**
 * x + body(x). The body must give back the shape it receives; another one is a compile error, "layer 0 (residual) maps [32,32,16] to
 * [16,16,32] in its body, so it cannot be added to its input".
 *
 * @example
 * const block = residual(conv2d(16, 8), batchNorm(8), relu, conv2d(8, 16), batchNorm(16))
 * const network = sequential(input(32, 32, 16), block, relu, globalAveragePool, linear(16, 10))(key(0))
 * network.cfg // => [8]
 */
export const residual = <const Body extends readonly (Spec | readonly Spec[] | Maker)[]>(
  ...body: OneByOne<Body, 'a residual takes its layers one by one: residual(...layers)', NotCalled>
): Residual<OneByOne<Body, Spec>> => ({ _tag: 'residual', body: body as OneByOne<Body, Spec> }) // the compiler has seen that it holds no sentence

/** The layers of a body; a list of them is replaced, and a function. */
type OneByOne<Body extends readonly unknown[], Instead, NotCalledInstead = Instead> = unknown extends Verdicts[Verdict<
  Body[number] extends Described ? true : false
>]
  ? Body
  : {
      readonly [Index in keyof Body]: Body[Index] extends Described ? Body[Index] : Body[Index] extends Maker ? NotCalledInstead : Instead
    }

/**
 * The sum of what two or more branches give, which must be of one shape. With a projection in one of them it is a residual block that changes
 * its map: sum([conv2d(16, 32, { kernelSize: 1, stride: 2 })], [conv2d(16, 32, { stride: 2 }), relu, conv2d(32, 32)]).
 *
 * @example
 * const block = sum([conv2d(16, 32, { kernelSize: 1 })], [conv2d(16, 8), relu, conv2d(8, 32)])
 * const network = sequential(input(8, 8, 3), conv2d(3, 16), block, globalAveragePool, linear(32, 10))(key(0))
 * network.cfg // => [16, 8]
 */
export const sum = <const Written extends Given>(
  ...branches: Lists<Written, 'a sum takes lists of layers: sum([...], [...])', NotLayers>
): Sum<Lists<Written, readonly Spec[]>> => ({
  _tag: 'sum',
  branches: branches as Lists<Written, readonly Spec[]>, // as above
})

/**
 * The product, element by element, of what two or more branches give: of one shape, or one of them a map [height, width, channels] and the
 * other a factor for each channel, [channels] or [1, 1, channels], by which every cell is multiplied. So squeeze-and-excitation is written, and
 * a gated linear unit: multiply([linear(8, 16)], [linear(8, 16), sigmoid]).
 *
 * A channel of a product is 0 as soon as one of its factors is. So the channels of a branch that ends in one layer's follow those of the branch
 * that is empty or, where none is, of the first: pruning narrows them together, by one width of the cfg.
 *
 * @see Hu et al. 2018, "Squeeze-and-excitation networks", section 3
 * @example
 * const gate = multiply([], [globalAveragePool, linear(16, 4), relu, linear(4, 16), sigmoid])
 * const network = sequential(input(8, 8, 3), conv2d(3, 16), gate, conv2d(16, 10), globalAveragePool)(key(0))
 * network.cfg // => [16, 4]
 */
export const multiply = <const Written extends Given>(
  ...branches: Lists<Written, 'a product takes lists of layers: multiply([...], [...])', NotLayers>
): Multiply<Lists<Written, readonly Spec[]>> => ({
  _tag: 'multiply',
  branches: branches as Lists<Written, readonly Spec[]>, // as above
})

/**
 * The channels of two or more branches side by side, in the branches' order: maps [height, width, c0] and [height, width, c1] become
 * [height, width, c0 + c1], vectors one vector. The maps must be of one size.
 *
 * @example
 * const network = sequential(input(8, 8, 16), concatenate([], [conv2d(16, 12)]), relu, conv2d(28, 10), globalAveragePool)(key(0))
 * network.cfg // => [12]
 */
export const concatenate = <const Written extends Given>(
  ...branches: Lists<Written, 'a concatenation takes lists of layers: concatenate([...], [...])', NotLayers>
): Concatenate<Lists<Written, readonly Spec[]>> => ({
  _tag: 'concatenate',
  branches: branches as Lists<Written, readonly Spec[]>, // as above
})

const layers = listOf(
  'layers',
  kind('a layer', () => true),
)
const branches = { branches: listOf('branches', layers) }
const fields = { residual: { body: layers }, sum: branches, multiply: branches, concatenate: branches }

/** The fields that a description of branches holds besides its tag. */
export const branchingFields = (tag: Branching['_tag']): Readonly<Record<string, Kind<unknown>>> => fields[tag]

/** Branches, as opposed to a layer. */
export const isBranching = (spec: Spec): spec is Branching => Object.hasOwn(fields, spec._tag)

/** Its branches; a residual's first one is empty. */
export const branchesOf = (branching: Branching): readonly (readonly Spec[])[] =>
  branching._tag === 'residual' ? [[], branching.body] : branching.branches

/** The description that has these branches. */
export const branchingOf = (tag: Branching['_tag'], branches: readonly (readonly Spec[])[]): Branching =>
  tag === 'residual' ? { _tag: tag, body: branches[1] ?? [] } : { _tag: tag, branches }

/** Where the nodes of a branch are: "4.body." for a residual's, "4.0." and "4.1." for the others'. */
export const branchPath = (tag: Branching['_tag'], path: string, branch: number): string =>
  tag === 'residual' ? `${path}.body.` : `${path}.${branch}.`
