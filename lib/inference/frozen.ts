/**
 * A network ready to serve: folded, its filters packed on the device at the first answers, and what follows a convolution (a sum, the
 * rectifier) done in the convolution's own pass.
 *
 * The tree is read once, from its end to its beginning, into one function: each layer's run is told how it ends, and hands on what it cannot do itself.
 */
import type { taskEither as TE } from 'fp-ts'
import type { Backend, DeviceArray, Ending } from '../engine/backend.js'
import { endedApart } from '../engine/endedApart.js'
import { givenBackend } from '../engine/givenBackend.js'
import type { EngineError } from '../engine/engineError.js'
import { definitionOf } from '../layer/layer.js'
import { admitted } from '../network/admitted.js'
import { arraysOf } from '../network/arrays.js'
import { type Accepts, type Answers, answerBy, constants, handles, type InputMismatch, joined } from '../network/forward.js'
import type { AnyNetwork, BranchingNode, LayerNode, Node } from '../network/network.js'
import { known } from '../shape/invariant.js'
import type { Shape } from '../shape/shape.js'
import type { Tensor } from '../shape/tensor.js'
import { foldedNodes } from './folded.js'
import { type Releasable, releasable, type Released } from './released.js'

/** A question, and what comes of it. */
type Asked<Given extends Shape, Out extends Shape> = TE.TaskEither<EngineError | InputMismatch | Released, Tensor<Answers<Given, Out>>>

/** A network that answers batches. */
export interface Frozen<In extends Shape, Out extends Shape> {
  <const Given extends Shape>(batch: Accepts<In, Given>): Asked<Given, Out>
  /**
   * Frees what it keeps on the device, not when the collector finds that nobody asks any more: at once, or when the last question that was asked before has been
   * answered. Asked afterwards, it answers `Released`.
   */
  readonly release: () => void
}

/**
 * The network as a function from a batch to its answer, as `forward` gives it up to the rounding of float32, and faster: batch norms and masks
 * are folded into the weights, sums and rectifiers cost no pass of their own, and the device keeps small batches' filters as its kernels want
 * them. Batches are normalized already, as for `forward`; raw samples go to a `predictor`. What is kept on the device lasts as long as the function, or
 * until its `release()`.
 *
 * A `Left` as in `forward`: a batch of another shape, or a device that runs out of memory; and once it is released. No samples have no answers there
 * too.
 *
 * @example
 * const network = sequential(input(4), linear(4, 8), batchNorm(8), relu, linear(8, 2))(key(0))
 * const shape = F.pipe(
 *   TE.Do,
 *   TE.apS('backend', startWasm()),
 *   TE.let('ask', ({ backend }) => frozen(backend, network)),
 *   TE.bindW('batch', () => TE.fromEither(tensor([3, 4], new Float32Array(12)))),
 *   TE.flatMap(({ ask, batch }) => ask(batch)),
 *   TE.map((answer) => answer.shape),
 * )
 * await shape() // => E.right([3, 2])
 */
export const frozen = <Net extends AnyNetwork>(backend: Backend, network: Net): Frozen<Net['input'], Net['output']> => {
  const { answer, asked, release } = frozenBy('frozen', backend, network)
  return Object.assign(
    <const Given extends Shape>(batch: Accepts<Net['input'], Given>): Asked<Given, Net['output']> => asked(answer(batch)),
    { release },
  )
}

/** A network that answers a batch, also as a part of what is `asked` of it. */
interface Answering<In extends Shape, Out extends Shape> extends Releasable {
  readonly answer: <const Given extends Shape>(
    batch: Accepts<In, Given>,
  ) => TE.TaskEither<EngineError | InputMismatch, Tensor<Answers<Given, Out>>>
}

/** As above, for questions of several batches; `caller` names the public function in errors. */
export const frozenBy = <Net extends AnyNetwork>(
  caller: Released['by'],
  backend: Backend,
  network: Net,
): Answering<Net['input'], Net['output']> => {
  const nodes = foldedNodes(admitted(caller, network).nodes)
  const run = runOf(givenBackend(caller, backend), nodes)
  const leave = (): void => {
    for (const { values } of arraysOf({ nodes })) backend.evict(values)
  }
  return {
    answer: (batch) => answerBy(caller, backend, network, batch, (from) => run(from, {})),
    ...releasable(caller, leave),
  }
}

/** Part of a network: takes its input, and the ending's addend. */
type Run = (input: DeviceArray, ending: Ending) => DeviceArray

const runOf = (backend: Backend, nodes: readonly Node[]): Run =>
  nodes.reduce<Run>(
    (before, node) => (node._tag === 'layer' ? layerRun(backend, before, node) : branchingRun(backend, before, node)),
    (input, ending) => endedApart(backend, input, ending),
  )

const layerRun = (backend: Backend, before: Run, { layer, arrays }: LayerNode): Run => {
  const { asEnding, ended: endedPass, evaluate } = definitionOf(layer)
  if (asEnding !== undefined) {
    const own = asEnding(layer)
    if (isNothing(own)) return before
    return (input, ending) => (isNothing(ending) ? before(input, own) : endedApart(backend, before(input, own), ending))
  }
  // handles have no end: copies come to the device when they are used
  const onDevice = constants(backend)('', layer, arrays)
  return (input, ending) => {
    const given = before(input, {})
    return endedPass !== undefined && (endedPass.adds || ending.addend === undefined)
      ? endedPass.evaluate(backend, layer, onDevice, given, ending)
      : endedApart(backend, evaluate(backend, layer, onDevice, given), ending)
  }
}

const isNothing = (ending: Ending): boolean => Object.values(ending).every((part) => part === undefined)

const branchingRun = (backend: Backend, before: Run, { _tag: tag, branches }: BranchingNode): Run => {
  const isSum = tag === 'residual' || tag === 'sum'
  // A sum's branches each add what came before; one that ends in a layer with weights does so in that layer's pass, and can end in an activation there too.
  const inOrder = isSum ? branches.toSorted((one, other) => Number(endsInWeights(one)) - Number(endsInWeights(other))) : branches
  const runs = inOrder.map((nodes) => runOf(backend, nodes))
  const inputsOf = (input: DeviceArray) => handles(backend, before(input, {}), runs.length)
  if (isSum)
    return (input, { addend, activation }) => {
      const inputs = inputsOf(input)
      const total = runs.reduce<DeviceArray | undefined>(
        (soFar, run, at) => run(known(inputs[at]), { addend: soFar, activation: at === runs.length - 1 ? activation : undefined }),
        addend,
      )
      return known(total)
    }
  return (input, ending) => {
    const inputs = inputsOf(input)
    // what each channel ends in by itself, a branch of a concatenation can
    const inBranches = { activation: tag === 'concatenate' && ending.addend === undefined ? ending.activation : undefined }
    const parts = runs.map((run, at) => () => run(known(inputs[at]), inBranches))
    return endedApart(backend, joined(backend, tag, parts), isNothing(inBranches) ? ending : {})
  }
}

const endsInWeights = (nodes: readonly Node[]): boolean => {
  const last = nodes.at(-1)
  return last?._tag === 'layer' && definitionOf(last.layer).ended?.adds === true
}
