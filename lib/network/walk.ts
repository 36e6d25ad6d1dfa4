/**
 * The tree laid out as a list: each layer with its path, the shape before and after it. What is wrong is said in the words of `fold.ts`.
 */
import { either as E, function as F } from 'fp-ts'
import { definitionOf, isLayer, type Layer } from '../layer/layer.js'
import { sameShape, type Shape, showShape } from '../shape/shape.js'
import type { Residual, Spec } from './residual.js'

/** One layer's place: its path ("2", or "4.body.0" inside a residual) and shapes. */
export interface Step {
  readonly path: string
  readonly layer: Layer
  readonly input: Shape
  readonly output: Shape
}

/** Layers that do not fit, known at run time: the same sentence as the compiler's. */
export interface ShapeError {
  readonly _tag: 'ShapeError'
  /** position of the wrong layer, counted from 0 */
  readonly at: number
  /** "layer 4 (conv2d) expects 64 channels but receives 32" */
  readonly problem: string
}

/** The path of a node under a residual's. */
export const bodyPath = (path: string): string => `${path}.body.`

/** What a walk along the layers found. */
export interface Walk {
  readonly output: Shape
  readonly steps: readonly Step[]
  /** one name an entry of the top level, as in `Arch` */
  readonly names: readonly string[]
}

/** Run-time twin of `Fold`, without its widths (`coupling.ts`). */
export const walk = (input: Shape, specs: readonly Spec[], prefix = ''): E.Either<ShapeError, Walk> =>
  specs.reduce<E.Either<ShapeError, Walk>>(
    (soFar, spec, at) =>
      F.pipe(
        soFar,
        E.chain((done) =>
          F.pipe(
            spec._tag === 'residual' ? residualStep(spec, done.output, `${prefix}${at}`) : layerStep(spec, done.output, `${prefix}${at}`),
            E.bimap(
              (problem): ShapeError => ({ _tag: 'ShapeError', at, problem: `layer ${at} (${spec._tag}) ${problem}` }),
              (step) => ({ output: step.output, steps: [...done.steps, ...step.steps], names: [...done.names, ...step.names] }),
            ),
          ),
        ),
      ),
    E.right({ output: input, steps: [], names: [] }),
  )

const layerStep = (layer: Layer, input: Shape, path: string): E.Either<string, Walk> => {
  if (!isLayer(layer)) return E.left('is no layer of this library')
  const definition = definitionOf(layer)
  const problem = definition.problem(layer)
  if (problem !== undefined) return E.left(problem)
  return F.pipe(
    definition.outputShape(layer, input),
    E.map((output) => ({ output, steps: [{ path, layer, input, output }], names: [definition.archName(layer)] })),
  )
}

const residualStep = (spec: Residual, input: Shape, path: string): E.Either<string, Walk> =>
  F.pipe(
    walk(input, spec.body, bodyPath(path)),
    E.mapLeft(({ problem }) => `is wrong in its body: ${problem}`),
    E.filterOrElse(
      ({ output }) => sameShape(output, input),
      ({ output }) => `maps ${showShape(input)} to ${showShape(output)} in its body, so it cannot be added to its input`,
    ),
    E.map((body) => ({ ...body, names: [`residual ${input[input.length - 1]} (${body.names.join(', ')})`] })),
  )
