import { either as E } from 'fp-ts'
import { expect, test } from 'vitest'
import { convnet } from '../../lib/model/convnet.js'
import { forward } from '../../lib/network/forward.js'
import { cut } from '../../lib/pruning/cut.js'
import { l1Norm } from '../../lib/pruning/filterNorm.js'
import { planByRatio } from '../../lib/pruning/planTo.js'
import { sensitivity } from '../../lib/pruning/sensitivity.js'
import { maskSmallest } from '../../lib/pruning/weightMask.js'
import { key } from '../../lib/random/key.js'
import { evaluate } from '../../lib/training/evaluate.js'
import { fit, fitSteps } from '../../lib/training/fit.js'
import type { Progress } from '../../lib/training/schedule.js'
import { train } from '../../lib/training/train.js'
import { backends, describeOnBackends } from '../engine/backends.js'
import { wasmHeap } from '../engine/wasmHeap.js'
import { alive, right, samplesFrom } from '../setup/answers.js'
import { learnable } from '../setup/samples.js'

const network = convnet({ input: [8, 8, 1], cfg: [4, 6, 6], classes: 3 }, key(0))
const samples = learnable([8, 8, 1], 3, 40)
const options = { epochs: 2, batchSize: 8, learningRate: 0.02, momentum: 0.9, weightDecay: 1e-4, sparsity: { lambda: 1e-4 }, key: key(1) }

describeOnBackends('nothing stays on the device', (backend) => {
  test.each(['forward', 'evaluate', 'trained', 'fit', 'sensitivity', 'a masked network', 'a cut network'] as const)(
    'after %s',
    async (call) => {
      const run: Readonly<Record<typeof call, () => Promise<E.Either<unknown, unknown>>>> = {
        forward: () => forward(backend(), network, { shape: [2, 8, 8, 1], values: samplesFrom(1, [8, 8, 1], 2) })(),
        evaluate: () => evaluate(backend(), network, samples)(),
        trained: () => train(backend(), network, samples, options)(),
        fit: async () => {
          for await (const epoch of fit(backend(), network, samples, options)) right(epoch)
          return E.right(undefined)
        },
        sensitivity: () => sensitivity(backend(), network, samples, l1Norm, [0, 0.5])(),
        'a masked network': () => train(backend(), right(maskSmallest({ ratio: 0.8 })(network)), samples, options)(),
        'a cut network': () => train(backend(), right(cut(right(planByRatio(l1Norm, 0.5)(network)))(network)), samples, options)(),
      }
      const before = alive(backend())
      right(await run[call]())
      expect(alive(backend())).toEqual(before)
    },
  )
})

describeOnBackends('the last event is told when nothing is on the device any more', (backend) => {
  test.each([
    ['an epoch', { epochs: 1 }, 'Right'],
    ['an error', { learningRate: ({ step }: Progress) => (step < 2 ? 0.02 : Number.NaN) }, 'Left'],
  ] as const)('%s', async (_name, more, tag) => {
    const before = alive(backend())
    const { value } = await fit(backend(), network, samples, { ...options, ...more }).next()
    expect(value?._tag).toBe(tag)
    expect(alive(backend())).toEqual(before)
  })
})

// WebGL's thousand are a hundred, with its textures (test/browser/webglMemory.test.ts)
describeOnBackends(
  'nothing stays on the heap',
  (backend) => {
    test('a thousand training steps: live arrays, tensors of tfjs and the WASM heap stay as they were after the first', async () => {
      const seen: { readonly arrays: ReturnType<typeof alive>; readonly heap: ReturnType<typeof wasmHeap> }[] = []
      let count = 0
      for await (const event of fitSteps(backend(), network, samples, { ...options, epochs: 200, learningRate: 0.001 })) {
        if (right(event)._tag !== 'step') continue
        count += 1
        if (count === 20 || count % 100 === 0) seen.push({ arrays: alive(backend()), heap: wasmHeap() })
      }
      expect(count).toBe(1000)
      expect(seen.length).toBe(11)
      expect(seen[0]?.arrays.count).toBeGreaterThan(20)
      for (const { arrays, heap } of seen) {
        expect(arrays).toEqual(seen[0]?.arrays)
        expect(heap.bytes).toBe(seen[0]?.heap.bytes)
        // fewer where the collector meanwhile found constants of an earlier test
        expect(heap.tensors).toBeLessThanOrEqual(seen[0]?.heap.tensors ?? 0)
      }
    })
  },
  backends.filter(({ name }) => name === 'wasm'),
)
