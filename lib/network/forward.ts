/**
 * Running a network: what it answers, with dropout off and batch norm by its running statistics.
 */
import { either as E, function as F, taskEither as TE } from 'fp-ts'
import { ofBatch } from '../engine/arrayTooLarge.js'
import type { Backend, DeviceArray } from '../engine/backend.js'
import { givenBackend } from '../engine/givenBackend.js'
import type { EngineError } from '../engine/engineError.js'
import type { Named } from '../layer/definition.js'
import { definitionOf, type Layer } from '../layer/layer.js'
import type { Unless } from '../shape/checked.js'
import { known } from '../shape/invariant.js'
import { type MayEqual, sameShape, type Shape, type ShowShape, showShape } from '../shape/shape.js'
import { givenTensor, type Tensor } from '../shape/tensor.js'
import { admitted } from './admitted.js'
import { type Branching, branchPath } from './branching.js'
import type { AnyNetwork, Node } from './network.js'

/** A layer's arrays on the device. */
export type Lookup = (path: string, layer: Layer, arrays: Named<Float32Array>) => Named<DeviceArray>

/** The lookup for a network at rest: device copies that last as long as the arrays themselves. */
export const constants =
  (backend: Backend): Lookup =>
  (_path, layer, arrays) => {
    const specs = definitionOf(layer).arrays(layer)
    const found: Record<string, DeviceArray> = {}
    for (const [name, values] of Object.entries(arrays)) found[name] = backend.constant(values, specs[name]?.shape ?? [values.length])
    return found
  }

/** Told what a layer gives, as it is computed; borrows it: what is kept must be shared. */
export type Observe = (path: string, output: DeviceArray) => void

/** The tree evaluated on the device; takes the input. */
export const evaluateNodes = (
  backend: Backend,
  nodes: readonly Node[],
  lookup: Lookup,
  from: DeviceArray,
  observe: Observe = () => undefined,
  prefix = '',
): DeviceArray =>
  nodes.reduce<DeviceArray>((current, node, at) => {
    const path = `${prefix}${at}`
    if (node._tag !== 'layer') {
      const { _tag: tag, branches } = node
      const inputs = handles(backend, current, branches.length)
      return joined(
        backend,
        tag,
        branches.map(
          (nodes, branch) => () => evaluateNodes(backend, nodes, lookup, known(inputs[branch]), observe, branchPath(tag, path, branch)),
        ),
      )
    }
    const output = definitionOf(node.layer).evaluate(backend, node.layer, lookup(path, node.layer, node.arrays), current)
    observe(path, output)
    return output
  }, from)

/** As many handles to one array as there are branches; takes it. */
export const handles = (backend: Backend, array: DeviceArray, count: number): readonly DeviceArray[] =>
  Array.from({ length: count }, (_, at) => (at === 0 ? array : backend.share(array)))

/**
 * What branches give, one computed after the other, together: a sum is added up as it comes, so that two terms at most are held, and so is a product
 * multiplied, by `times` where it leaves a way back.
 */
export const joined = (
  backend: Backend,
  tag: Branching['_tag'],
  branches: readonly (() => DeviceArray)[],
  times: Backend['product']['apply'] = backend.product.apply,
): DeviceArray =>
  tag === 'concatenate'
    ? backend.concatenate(branches.map((branch) => branch()))
    : branches.slice(1).reduce((soFar, branch) => (tag === 'multiply' ? times : backend.add)(soFar, branch()), known(branches[0])())

/** A batch of what the network takes, or the sentence about another one; sizes known only as `number`, and a generic caller's, are left to run time. */
export type Accepts<In extends Shape, Given extends Shape> = Unless<BatchProblem<In, Given>, Tensor<Given>>

type BatchProblem<In extends Shape, Given extends Shape> =
  MayEqual<readonly [number, ...In], Given> extends true
    ? undefined
    : `the network takes [batch,${Inner<ShowShape<In>>} but receives ${ShowShape<Given>}`

type Inner<Text extends string> = Text extends `[${infer Rest}` ? Rest : Text

/** The batch with the network's output in place of its input. */
export type Answers<Given extends Shape, Out extends Shape> = [batch: Given[0] & number, ...Out]

/**
 * The network's answer to a batch [batch, ...In]: [batch, ...Out], logits for a classifier.
 *
 * The batch is what the network saw in training: normalized already, as `batchAt(samples, indices).input` is. Raw bytes or floats go to a
 * `Model` by `predict`, which normalizes them; a network alone answers them by chance.
 *
 * Another input shape is a compile error that reads as a sentence, and where the compiler did not know, a `Left`; so is a device that runs
 * out of memory. The answer to no samples, [0, ...In], is no answers, [0, ...Out].
 * Nothing to dispose: the answer is an ordinary value.
 *
 * @example
 * const network = sequential(input(4), linear(4, 2))(key(0))
 * const shape = F.pipe(
 *   TE.Do,
 *   TE.apS('backend', startWasm()),
 *   TE.bindW('batch', () => TE.fromEither(tensor([3, 4], new Float32Array(12)))),
 *   TE.flatMap(({ backend, batch }) => forward(backend, network, batch)),
 *   TE.map((answer) => answer.shape),
 * )
 * await shape() // => E.right([3, 2])
 */
export const forward = <Net extends AnyNetwork, const Given extends Shape>(
  backend: Backend,
  network: Net,
  batch: Accepts<Net['input'], Given>,
): TE.TaskEither<EngineError | InputMismatch, Tensor<Answers<Given, Net['output']>>> =>
  answerBy('forward', givenBackend('forward', backend), network, batch, (from) =>
    evaluateNodes(backend, network.nodes, constants(backend), from),
  )

/** The same, however the network is run on the device (`run` takes its input). */
export const answerBy = <Net extends AnyNetwork, const Given extends Shape>(
  caller: string,
  backend: Backend,
  network: Net,
  batch: Accepts<Net['input'], Given>,
  run: (from: DeviceArray) => DeviceArray,
): TE.TaskEither<EngineError | InputMismatch, Tensor<Answers<Given, Net['output']>>> => {
  const { input, output } = admitted(caller, network)
  const { shape, values } = givenTensor(caller, 'the batch', batch)
  if (!sameShape(shape.slice(1), input)) return TE.left({ _tag: 'InputMismatch', expected: input, found: shape })
  return F.pipe(
    // a batch of no samples has no answers: kernels need not know
    shape[0] === 0 ? TE.right({ shape: [0, ...output], values: new Float32Array(0) }) : computed(backend, shape, values, run),
    // the output's shape is the type's, by the check of `sequential`
    TE.map((answers) => answers as unknown as Tensor<Answers<Given, Net['output']>>),
  )
}

/** A batch whose samples are not what the network takes. */
export interface InputMismatch {
  readonly _tag: 'InputMismatch'
  /** one sample */
  readonly expected: Shape
  /** the batch */
  readonly found: Shape
}

/**
 * One sentence for a person, in the compiler's words.
 *
 * @example
 * inputMessage({ _tag: 'InputMismatch', expected: [28, 28, 1], found: [64, 32, 32, 3] })
 * // => 'the network takes [batch,28,28,1] but receives [64,32,32,3]'
 */
export const inputMessage = ({ expected, found }: InputMismatch): string =>
  `the network takes [batch,${showShape(expected).slice(1)} but receives ${showShape(found)}`

/** The answer to a batch that is known to fit. */
export const answer = (
  backend: Backend,
  nodes: readonly Node[],
  lookup: Lookup,
  { shape, values }: Tensor<Shape>,
): TE.TaskEither<EngineError, Tensor<Shape>> => computed(backend, shape, values, (from) => evaluateNodes(backend, nodes, lookup, from))

/** Whether a batch of one sample, all zeros, can be run where the whole one could not. */
export const oneFits = (backend: Backend, [, ...sample]: Shape, run: (from: DeviceArray) => DeviceArray): boolean =>
  E.isRight(backend.scope(() => backend.release(run(backend.filled([1, ...sample], () => undefined)))))

/** Up to the device, through `run`, and back. */
const computed =
  (
    backend: Backend,
    shape: Shape,
    values: Float32Array,
    run: (from: DeviceArray) => DeviceArray,
  ): TE.TaskEither<EngineError, Tensor<Shape>> =>
  async () => {
    const made = backend.scope(() => run(backend.upload(values, shape)))
    if (E.isLeft(made)) return E.left(ofBatch(made.left, known(shape[0]), () => oneFits(backend, shape, run)))
    const read = backend.download([made.right])()
    backend.release(made.right)
    return E.map(([values]: readonly Float32Array[]) => ({ shape: made.right.shape, values: known(values) }))(await read)
  }
