import { readFileSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import { withArrays } from '../../lib/network/arrays.js'
import { key } from '../../lib/random/key.js'
import { downloadAll, downloadState, releaseState, uploadState } from '../../lib/training/deviceState.js'
import { sparsePaths } from '../../lib/training/sparsity.js'
import { derived, step } from '../../lib/training/step.js'
import { describeOnBackends } from '../engine/backends.js'
import { alive, answersTo, right } from '../setup/answers.js'
import { byPath, convnetPaths, fixtureConvnet, nhwc, readSafetensors, valuesOf } from '../setup/pytorch.js'
import { relativeDifference } from '../setup/relativeDifference.js'
import { shared } from '../setup/shared.js'

const folder = `${shared}parity/train-convnet-flatten/`
const flattenedMap = [64, 3, 3] as const

interface Case {
  readonly variants: Readonly<
    Record<
      'plain' | 's',
      {
        readonly slimming_s: number
        readonly losses: readonly number[]
        readonly eval_logits_after5_first4_of_batch0: readonly (readonly number[])[]
      }
    >
  >
}

const tensorsOf = (file: string) => byPath(readSafetensors(`${folder}${file}`), convnetPaths, flattenedMap)

const batches = () => {
  const { x_code, y } = readSafetensors(`${shared}parity/train-batches/mnist-shape.safetensors`)
  return Array.from({ length: 5 }, (_batch, at) => {
    const codes = x_code!.values.subarray(at * 32 * 784, (at + 1) * 32 * 784)
    const values = nhwc(
      Float32Array.from(codes, (code) => (code - 128) / 64),
      [32, 1, 28, 28],
    )
    return {
      input: { shape: [32, 28, 28, 1] as [number, ...number[]], values },
      labels: Uint8Array.from(y!.values.subarray(at * 32, (at + 1) * 32)),
    }
  })
}

describe.skipIf(shared === undefined)('parity with PyTorch', () => {
  describeOnBackends('five steps of SGD on a ConvNet', (backend) => {
    const sgd = { learningRate: 0.1, momentum: 0.9, nesterov: false, weightDecay: 1e-4 }

    test.each([
      ['plain', 0],
      ['s', 1e-3],
    ] as const)('variant %s', async (variant, lambda) => {
      const { variants } = JSON.parse(readFileSync(`${folder}case.json`, 'utf8')) as Case
      expect(variants[variant].slimming_s).toBe(lambda)
      const initial = tensorsOf('init.safetensors')
      const network = right(withArrays(initial)(fixtureConvnet()))
      const sparse = sparsePaths(network.input, network.nodes, 'maps')
      const before = alive(backend())
      let state = right(backend().scope(() => uploadState(backend(), network.nodes, {})))
      const losses: number[] = []
      for (const batch of batches()) {
        const taken = right(step(backend(), network.nodes, state, batch, { sgd, lambda, sparse, key: key(0) }))
        losses.push((await backend().download(taken.loss))[0]!)
        backend().release(taken.loss)
        backend().release(taken.logits)
        releaseState(backend(), state)
        state = taken.state
      }
      const { arrays } = await downloadState(backend(), state)
      releaseState(backend(), state)
      expect(alive(backend())).toEqual(before)
      losses.forEach((loss, at) => void expect(Math.abs(loss - variants[variant].losses[at]!), `loss of step ${at + 1}`).toBeLessThan(1e-4))
      const after = tensorsOf(variant === 'plain' ? 'after5.safetensors' : 'after5_s.safetensors')
      const update = (values: Readonly<Record<string, Float32Array>>) =>
        Object.fromEntries(Object.entries(values).map(([path, now]) => [path, now.map((value, at) => value - initial[path]![at]!)]))
      expect(relativeDifference(update(arrays), update(after))).toBeLessThan(1e-2)
      const trained = right(withArrays(arrays)(network))
      const logits = await answersTo(backend(), trained, batches()[0]!.input.values.slice(0, 4 * 784), 4)
      const reference = variants[variant].eval_logits_after5_first4_of_batch0.flat()
      const largest = Math.max(...reference.map(Math.abs))
      expect(Math.max(...reference.map((value, at) => Math.abs(value - logits[at]!)))).toBeLessThan(1e-3 * largest)
    })

    const gradientsOn = async (batch: ReturnType<typeof batches>[number]) => {
      const network = right(withArrays(tensorsOf('init.safetensors'))(fixtureConvnet()))
      const state = right(backend().scope(() => uploadState(backend(), network.nodes, {})))
      const { loss, gradients } = right(backend().scope(() => derived(backend(), network.nodes, state, batch, key(0))))
      const found = { loss: (await backend().download(loss))[0]!, gradients: await downloadAll(backend(), Object.entries(gradients)) }
      for (const array of Object.values(gradients)) backend().release(array)
      releaseState(backend(), state)
      return { ...found, start: valuesOf(network) }
    }

    test('the first gradient, and the subgradient of the sparsity term with sign(0) = 0', async () => {
      const { gradients, start } = await gradientsOn(batches()[0]!)
      expect(relativeDifference(gradients, tensorsOf('grads_step1.safetensors'))).toBeLessThan(1e-3)
      const sparse = tensorsOf('grads_step1_bn_s.safetensors')
      expect(Object.keys(sparse)).toEqual(['1.scale', '5.scale', '9.scale'])
      expect(Object.keys(sparse).some((path) => start[path]!.includes(0))).toBe(true)
      const added = Object.fromEntries(
        Object.keys(sparse).map((path) => [path, gradients[path]!.map((value, at) => value + 1e-3 * Math.sign(start[path]![at]!))]),
      )
      expect(relativeDifference(added, sparse)).toBeLessThan(1e-3)
    })

    test('every gradient on the robust batch, tensor by tensor', async () => {
      const { x, y } = readSafetensors(`${folder}robust_batch.safetensors`)
      const values = nhwc(Float32Array.from(x!.values), x!.shape)
      const { gradients, loss } = await gradientsOn({ input: { shape: [4, 28, 28, 1], values }, labels: Uint8Array.from(y!.values) })
      expect(Math.abs(loss - 0.8176721107547884)).toBeLessThan(1e-4)
      for (const [path, reference] of Object.entries(tensorsOf('robust_grads.safetensors'))) {
        const largest = Math.max(...reference.map(Math.abs))
        const difference = Math.max(...reference.map((value, at) => Math.abs(value - gradients[path]![at]!)))
        expect(difference / largest, path).toBeLessThan(1e-4)
      }
    })
  })
})
