import { either as E } from 'fp-ts'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import type { Backend } from '../../lib/engine/backend.js'
import { frozen } from '../../lib/inference/frozen.js'
import { batchNorm } from '../../lib/layer/batchNorm.js'
import { conv2d } from '../../lib/layer/conv2d.js'
import { depthwiseConv2d } from '../../lib/layer/depthwiseConv2d.js'
import { globalAveragePool } from '../../lib/layer/globalAveragePool.js'
import { linear } from '../../lib/layer/linear.js'
import { relu } from '../../lib/layer/relu.js'
import { relu6 } from '../../lib/layer/relu6.js'
import { concatenate, residual, type Spec, sum } from '../../lib/network/branching.js'
import { sequentialFrom } from '../../lib/network/sequential.js'
import { key } from '../../lib/random/key.js'
import { arbitrarySeed, arrayFrom } from '../engine/arbitraryArray.js'
import { describeOnBackends, implementations } from '../engine/backends.js'
import { expectClose } from '../engine/expectClose.js'
import { run } from '../reference/network.js'
import { alive, answers, right, samplesFrom } from '../setup/answers.js'
import { arbitraryNetwork, type AnyShaped, unsettled } from '../setup/networks.js'
import { arraysOf } from '../../lib/network/arrays.js'

const composed = (from: readonly number[], ...specs: readonly Spec[]): AnyShaped => unsettled(right(sequentialFrom(from, specs))(key(0)), 3)

/** The frozen network's answers to a batch drawn from a seed, asked twice; nothing is left on the device. */
const frozenAnswers = async (backend: Backend, network: AnyShaped, seed: number, batch = 2): Promise<Float32Array> => {
  const before = alive(backend)
  const ask = frozen(backend, network)
  const question = { shape: [batch, ...network.input], values: samplesFrom(seed, network.input, batch) }
  const [first, second] = [right(await ask(question)()), right(await ask(question)())]
  expect(second).toEqual(first)
  expect(first.shape).toEqual([batch, ...network.output])
  expect(alive(backend)).toEqual(before)
  return first.values
}

describeOnBackends(
  'frozen',
  (backend, { runs }) => {
    test('answers as the float64 interpreter does', () =>
      fc.assert(
        fc.asyncProperty(arbitraryNetwork, arbitrarySeed, fc.integer({ min: 1, max: 3 }), async (network, seed, batch) => {
          const arrays = Object.fromEntries(arraysOf(network).map(({ path, values }) => [path, Float64Array.from(values)]))
          const expected = run(network.nodes, arrays, arrayFrom(seed, [batch, ...network.input]), undefined)
          expectClose(await frozenAnswers(backend(), network, seed, batch), expected.output.values, 'answers', 2e-5)
        }),
        { numRuns: runs(100) },
      ))

    const convolved = (from: number, to: number): readonly Spec[] => [conv2d(from, to), batchNorm(to)]
    const body = [...convolved(16, 6), relu, ...convolved(6, 16)]
    test.each<readonly [string, readonly Spec[]]>([
      ['a residual and its rectifier', [residual(...body), relu]],
      ['residuals without rectifiers between them', [residual(...body), residual(...body), residual(relu, ...body)]],
      ['a rectified sum inside a residual', [residual(sum([], body), relu), relu]],
      ['a sum of which no branch ends in a convolution', [sum([relu], [...body, relu], []), relu]],
      ['a sum with a projection', [sum([...convolved(16, 16)], body), relu, relu]],
      ['a rectified concatenation', [concatenate([], body, [relu]), relu, conv2d(48, 16)]],
      ['a rectified concatenation in a sum', [residual(concatenate([conv2d(16, 8)], [conv2d(16, 8), relu])), relu]],
      ['an inverted residual', [residual(...convolved(16, 6), relu, depthwiseConv2d(6), batchNorm(6), relu6, ...convolved(6, 16))]],
      ['a sum that a depthwise convolution ends', [residual(relu, depthwiseConv2d(16), batchNorm(16)), relu6]],
      ['batch norms before activations, one of them in a sum', [residual(batchNorm(16), relu, ...body, batchNorm(16)), relu]],
      ['a sum in which a batch norm stands last', [sum([relu, batchNorm(16)], [relu, batchNorm(16)]), relu]],
    ])('%s', async (_name, specs) => {
      const network = composed([8, 8, 3], ...convolved(3, 16), relu, ...specs, globalAveragePool, linear(16, 4), relu)
      const plain = await answers(backend(), network, 7)
      expectClose(await frozenAnswers(backend(), network, 7), Float64Array.from(plain), 'answers', 2e-5)
    })

    test('let go of, it leaves nothing that it brought to the device, and answers no more', async () => {
      const network = composed(
        [4, 4, 2],
        conv2d(2, 8),
        batchNorm(8),
        relu,
        residual(batchNorm(8), conv2d(8, 8)),
        globalAveragePool,
        linear(8, 2),
      )
      const [brought, gone] = [new Set<Float32Array>(), new Set<Float32Array>()]
      const watched: Backend = {
        ...backend(),
        constant: (values, shape) => {
          brought.add(values)
          return backend().constant(values, shape)
        },
        evict: (values) => {
          gone.add(values)
          backend().evict(values)
        },
      }
      const question = { shape: [1, 4, 4, 2], values: samplesFrom(1, [4, 4, 2], 1) }
      const [ask, other] = [frozen(watched, network), frozen(backend(), network)]
      const [before, started] = [right(await ask(question)()), ask(question)]
      expect(brought.size).toBeGreaterThan(5)
      const running = [ask(question)(), ask(question)()]
      ask.release()
      expect(gone.size).toBe(0)
      // what was running is answered, and the last leaves nothing; what was not is refused, and so is all that comes
      for (const each of running) expect(right(await each)).toEqual(before)
      expect([...brought].filter((values) => !gone.has(values))).toEqual([])
      for (const late of [started, ask(question)]) expect(await late()).toEqual(E.left({ _tag: 'Released', by: 'frozen' }))
      // where nothing runs, at once
      gone.clear()
      ask.release()
      expect([...brought].filter((values) => !gone.has(values))).toEqual([])
      // the network itself is as it was
      expectClose(right(await other(question)()).values, before.values)
      expectClose(await answers(backend(), network, 3), await answers(backend(), network, 3))
    })

    test('a batch of another shape is a Left, and nothing is left on the device', async () => {
      const before = alive(backend())
      const ask = frozen(backend(), composed([4], linear(4, 2)))
      const loose = ask as unknown as (batch: object) => ReturnType<typeof ask>
      const found = await loose({ shape: [1, 5], values: new Float32Array(5) })()
      expect(E.isLeft(found) && found.left).toEqual({ _tag: 'InputMismatch', expected: [4], found: [1, 5] })
      expect(alive(backend())).toEqual(before)
    })
  },
  implementations,
)
