// Ten thousand steps: what a thousand may hide. In Node alone, for the process's resident memory.
import { expect, test } from 'vitest'
import { convnet } from '../../lib/model/convnet.js'
import { key } from '../../lib/random/key.js'
import { fitSteps } from '../../lib/training/fit.js'
import { describeOnBackends } from '../engine/backends.js'
import { wasmHeap } from '../engine/wasmHeap.js'
import { alive, right } from '../setup/answers.js'
import { learnable } from '../setup/samples.js'

describeOnBackends('ten thousand steps', (backend) => {
  test('live arrays, tensors of tfjs and the WASM heap constant, resident memory flat', async () => {
    const network = convnet({ input: [4, 4, 1], cfg: [2, 2, 2], classes: 2 }, key(0))
    const options = { epochs: 100, batchSize: 4, learningRate: 0.001, momentum: 0.9, key: key(1) }
    const steps: { readonly arrays: unknown; readonly heap: number; readonly resident: number }[] = []
    let count = 0
    for await (const event of fitSteps(backend(), network, learnable([4, 4, 1], 2, 400), options)) {
      if (right(event)._tag !== 'step') continue
      count += 1
      if (count % 1000 === 0) steps.push({ arrays: alive(backend()), heap: wasmHeap().bytes, resident: process.memoryUsage.rss() })
    }
    expect(count).toBe(10_000)
    const [first] = steps
    for (const { arrays, heap } of steps) expect({ arrays, heap }).toEqual({ arrays: first?.arrays, heap: first?.heap })
    // The second half of the run against the end of the first: a leak of one small array a step would be 20 MB.
    const residents = steps.slice(4).map(({ resident }) => resident)
    expect(Math.min(...residents.slice(1)) - (residents[0] ?? 0)).toBeLessThan(8 * 2 ** 20)
  })
})
