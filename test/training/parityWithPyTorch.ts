/** What PyTorch made of the same networks on the same batches: a suite for whatever backends, wherever the cases were read. */
import { expect, test } from 'vitest'
import { type StateDict, stateDictOf, withStateDict } from '../../lib/checkpoint/stateDict.js'
import type { Batch } from '../../lib/data/batch.js'
import type { Backend } from '../../lib/engine/backend.js'
import { startWasm } from '../../lib/engine/wasm/startWasm.js'
import { mapArrays } from '../../lib/network/arrays.js'
import { key } from '../../lib/random/key.js'
import type { Shape } from '../../lib/shape/shape.js'
import { downloadAll, downloadState, lookupIn, releaseState, uploadState } from '../../lib/training/deviceState.js'
import { crossEntropy } from '../../lib/training/loss/crossEntropy.js'
import type { TrainingBatch } from '../../lib/training/trainingBatch.js'
import { sgd } from '../../lib/training/optimizer/sgd.js'
import { sparsePaths } from '../../lib/training/sparsity.js'
import { derived, training } from '../../lib/training/derived.js'
import { step } from '../../lib/training/step.js'
import { describeOnBackends, type StartedBackend } from '../engine/backends.js'
import { alive, answersTo, right } from '../setup/answers.js'
import { type AnyNetwork, channelsLast, type Described, floatsOf, modelOf, type ParityCase } from '../setup/parity.js'
import { relativeDifference } from '../setup/relativeDifference.js'
import { valuesOf } from '../engine/valuesOf.js'

interface Variant {
  readonly slimming_s: number
  readonly losses: readonly number[]
  readonly eval_logits_after5_first4_of_batch0: readonly (readonly number[])[]
  /** names of the files; a variant that only changes another's loss has none of its own */
  readonly files: Readonly<Record<string, string>>
}

export interface Trained extends Described {
  readonly variants: Readonly<Record<string, Variant>>
  readonly robust_gradient_check: { readonly loss_float64: number }
}

export type Trial = ParityCase<Trained>
type Values = Readonly<Record<string, Float32Array>>

/** The network at its start. `flows`: with a gradient through the shortcuts that halve the map, which the reference code has not. */
const startOf = ({ description, tensors }: Trial, flows: boolean): AnyNetwork => {
  const { network, names } = modelOf(description, { detachedShortcut: !flows })
  return right(withStateDict(names, tensors('init'))(network))
}

const byName = (tensors: StateDict): Values => Object.fromEntries([...tensors.keys()].map((name) => [name, floatsOf(tensors, name)]))

/** Arrays by our paths, by PyTorch's names and in its layouts. */
const inTorch = ({ description }: Trial, network: AnyNetwork, arrays: Values): Values =>
  byName(right(stateDictOf(modelOf(description).names)(mapArrays(network, (values, path) => arrays[path] ?? values))))

const batchOf = (values: Float32Array, [count, channels, height, width]: Shape, labels: ArrayLike<number>): Batch<Shape> => ({
  input: { shape: [count!, height!, width!, channels!], values: channelsLast(values, [count!, channels!, height!, width!]) },
  labels: Uint16Array.from(labels),
})

/** x_code [batches, 32, channels, height, width], x = (x_code - 128) / 64 */
const batchesOf = ({ tensors }: Trial): readonly Batch<Shape>[] => {
  const given = tensors('batches')
  const {
    shape: [count, ...shape],
    values: codes,
  } = given.get('x_code') as { readonly shape: Shape; readonly values: Uint8Array }
  const labels = given.get('y')!.values as Int32Array
  return Array.from({ length: count! }, (_, at) => {
    const part = <Numbers extends Uint8Array | Int32Array>(values: Numbers) =>
      values.subarray((at * values.length) / count!, ((at + 1) * values.length) / count!)
    return batchOf(
      Float32Array.from(part(codes), (code) => (code - 128) / 64),
      shape,
      part(labels),
    )
  })
}

/** As a step takes it. */
const asked = ({ input, labels }: Batch<Shape>): TrainingBatch => ({
  input,
  wanted: { labels, weight: labels.length, answers: labels.length },
})

const moving = {
  optimizer: sgd({ momentum: 0.9 }),
  learningRate: 0.1,
  weightDecay: 1e-4,
  step: 1,
  undecayed: new Set<string>(),
  clip: undefined,
  average: undefined,
  loss: crossEntropy(),
}

const gradientsOn = async (backend: Backend, trial: Trial, network: AnyNetwork, batch: Batch<Shape>) => {
  const state = right(backend.scope(() => uploadState(backend, network.nodes, {})))
  const { outcome, gradients, statistics } = right(
    backend.scope(() => derived(backend, network.nodes, lookupIn(backend, state), asked(batch), crossEntropy(), training(key(0)))),
  )
  const found = { loss: (await valuesOf(backend, outcome))[0]!, gradients: right(await downloadAll(backend, Object.entries(gradients))()) }
  for (const array of [outcome, ...Object.values(gradients), ...Object.values(statistics)]) backend.release(array)
  releaseState(backend, state)
  const named = Object.entries(inTorch(trial, network, found.gradients)).filter(([name]) => !name.includes('.running_'))
  return { loss: found.loss, gradients: Object.fromEntries(named) }
}

export interface ParityEngines {
  readonly ofSteps: readonly StartedBackend[]
  readonly ofGradients: readonly StartedBackend[]
  /** also the gradients from where each of the five steps begins, beside those of direct products */
  readonly everyStep: boolean
}

/** With every variant of these cases: five steps, and gradients one by one, on the batch that no rounding tips. */
export const parityWithPyTorch = (trials: readonly Trial[], { ofSteps, ofGradients, everyStep }: ParityEngines): void => {
  const variants = trials.flatMap((trial) =>
    Object.entries(trial.description.variants).map(([name, variant]) => ({
      name: `${trial.name} ${name}`,
      trial,
      variant,
      flows: name.startsWith('flow'),
    })),
  )

  describeOnBackends(
    'five steps of SGD',
    (backend) => {
      test.each(variants)('$name', async ({ trial, variant, flows }) => {
        const network = startOf(trial, flows)
        const sparse = sparsePaths(network.input, network.nodes, 'maps')
        const before = alive(backend())
        let state = right(backend().scope(() => uploadState(backend(), network.nodes, {})))
        const losses: number[] = []
        for (const batch of batchesOf(trial)) {
          const taken = right(
            step(backend(), network.nodes, state, [asked(batch)], { ...moving, lambda: variant.slimming_s, sparse, key: key(0) }),
          )
          losses.push((await valuesOf(backend(), taken.outcome))[0]!)
          backend().release(taken.outcome)
          releaseState(backend(), state)
          state = taken.state
        }
        const { arrays } = right(await downloadState(backend(), state)())
        releaseState(backend(), state)
        expect(alive(backend())).toEqual(before)
        losses.forEach((loss, at) => void expect(Math.abs(loss - variant.losses[at]!), `loss of step ${at + 1}`).toBeLessThan(1e-4))
        if (variant.files.after5 !== undefined) {
          const start = byName(trial.tensors('init'))
          const update = (values: Values): Values =>
            Object.fromEntries(Object.entries(start).map(([name, from]) => [name, from.map((value, at) => values[name]![at]! - value)]))
          const after = byName(trial.tensors(variant.files.after5))
          expect(relativeDifference(update(inTorch(trial, network, arrays)), update(after))).toBeLessThan(1e-2)
        }
        const first = batchesOf(trial)[0]!.input
        const trained = mapArrays(network, (values, path) => arrays[path] ?? values)
        const logits = await answersTo(backend(), trained, first.values.slice(0, first.values.length / 8), 4)
        const reference = variant.eval_logits_after5_first4_of_batch0.flat()
        const largest = Math.max(...reference.map(Math.abs))
        expect(Math.max(...reference.map((value, at) => Math.abs(value - logits[at]!)))).toBeLessThan(1e-3 * largest)
      })
    },
    ofSteps,
  )

  describeOnBackends(
    'gradients',
    (backend) => {
      test.each(variants.filter(({ variant }) => variant.files.grads_step1 !== undefined))(
        '$name: the first',
        async ({ trial, variant, flows }) => {
          const { gradients } = await gradientsOn(backend(), trial, startOf(trial, flows), batchesOf(trial)[0]!)
          expect(relativeDifference(gradients, byName(trial.tensors(variant.files.grads_step1!)))).toBeLessThan(1e-3)
        },
      )

      test.each(variants.filter(({ variant }) => variant.files.bn_gamma_grads_step1_with_subgradient !== undefined))(
        '$name: the first, with the subgradient of the sparsity term, sign(0) = 0',
        async ({ trial, variant, flows }) => {
          const network = startOf(trial, flows)
          const { gradients } = await gradientsOn(backend(), trial, network, batchesOf(trial)[0]!)
          const reference = byName(trial.tensors(variant.files.bn_gamma_grads_step1_with_subgradient!))
          const scales = byName(trial.tensors('init'))
          expect(Object.keys(reference).length).toBe(sparsePaths(network.input, network.nodes, 'maps').size)
          const added = Object.fromEntries(
            Object.keys(reference).map((name) => [
              name,
              gradients[name]!.map((value, at) => value + variant.slimming_s * Math.sign(scales[name]![at]!)),
            ]),
          )
          expect(relativeDifference(added, reference)).toBeLessThan(1e-3)
        },
      )

      test.each(trials)('$name: every one on the robust batch, tensor by tensor', async (trial) => {
        const given = trial.tensors('robust_batch')
        const batch = batchOf(floatsOf(given, 'x'), given.get('x')!.shape, given.get('y')!.values as Int32Array)
        const { gradients, loss } = await gradientsOn(backend(), trial, startOf(trial, false), batch)
        expect(Math.abs(loss - trial.description.robust_gradient_check.loss_float64)).toBeLessThan(1e-4)
        for (const [name, reference] of Object.entries(byName(trial.tensors('robust_grads')))) {
          const largest = Math.max(...reference.map(Math.abs))
          const difference = Math.max(...reference.map((value, at) => Math.abs(value - gradients[name]![at]!)))
          expect(difference / largest, name).toBeLessThan(1e-4)
        }
      })

      test.each(everyStep ? trials : [])('$name: every step, from where direct products come to', async (trial) => {
        const other = right(await startWasm({ winograd: false })())
        const network = startOf(trial, false)
        let state = right(other.scope(() => uploadState(other, network.nodes, {})))
        for (const [at, batch] of batchesOf(trial).entries()) {
          const { arrays } = right(await downloadState(other, state)())
          const here = mapArrays(network, (values, path) => arrays[path] ?? values)
          const [found, reference] = [await gradientsOn(backend(), trial, here, batch), await gradientsOn(other, trial, here, batch)]
          expect(Math.abs(found.loss - reference.loss), `loss of step ${at + 1}`).toBeLessThan(1e-5)
          expect(relativeDifference(found.gradients, reference.gradients), `gradient of step ${at + 1}`).toBeLessThan(1e-3)
          const taken = right(step(other, network.nodes, state, [asked(batch)], { ...moving, lambda: 0, sparse: new Set(), key: key(0) }))
          other.release(taken.outcome)
          releaseState(other, state)
          state = taken.state
        }
        releaseState(other, state)
      })
    },
    ofGradients,
  )
}
