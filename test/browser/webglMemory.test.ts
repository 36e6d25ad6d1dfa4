// What stays on a context: textures, their bytes and programs, over steps, cuts and losses.
import { either as E, type taskEither as TE } from 'fp-ts'
import { expect, test } from 'vitest'
import type { Backend } from '../../lib/engine/backend.js'
import { errorMessage, type NarrownetError } from '../../lib/errorMessage.js'
import { frozen } from '../../lib/inference/frozen.js'
import { convnet } from '../../lib/model/convnet.js'
import { forward } from '../../lib/network/forward.js'
import { cut } from '../../lib/pruning/cut.js'
import { l1Norm } from '../../lib/pruning/filterNorm.js'
import { planByRatio } from '../../lib/pruning/planTo.js'
import { key } from '../../lib/random/key.js'
import { evaluate } from '../../lib/training/evaluate.js'
import { fitSteps } from '../../lib/training/fit.js'
import { stepMemory } from '../../lib/training/stepMemory.js'
import { train } from '../../lib/training/train.js'
import { showShape } from '../../lib/shape/shape.js'
import { alive, right } from '../setup/answers.js'
import { learnable } from '../setup/samples.js'
import { ownContext } from './ownContext.js'

const network = convnet({ input: [8, 8, 1], cfg: [6, 8, 9], classes: 3 }, key(0))
const samples = learnable([8, 8, 1], 3, 40)
const options = { batchSize: 8, learningRate: 0.001, momentum: 0.9, key: key(1) }

test('a hundred steps: arrays, textures, bytes and programs stay as they were after the fifth', async () => {
  const { backend, counts } = ownContext()
  const seen: unknown[] = []
  for await (const event of fitSteps(backend, network, samples, { ...options, epochs: 20 })) {
    if (right(event)._tag === 'step') seen.push({ ...counts(), ...alive(backend) })
  }
  expect(seen.length).toBe(100)
  for (const each of seen.slice(5)) expect(each).toEqual(seen[5])
  expect(alive(backend)).toEqual({ count: 0, bytes: 0 })
})

test('no step but the first makes a texture, however many sizes a step has', async () => {
  const { backend, gl } = ownContext()
  const create = gl.createTexture.bind(gl)
  let made = 0
  gl.createTexture = () => {
    made += 1
    return create()
  }
  const wide = convnet({ input: [28, 28, 1], cfg: [32, 64, 64], classes: 10 }, key(0))
  const seen: number[] = []
  for await (const event of fitSteps(backend, wide, learnable([28, 28, 1], 10, 24), { ...options, epochs: 1 })) {
    if (right(event)._tag === 'step') seen.push(made)
  }
  expect(seen.length).toBe(3)
  expect(seen[2]).toBe(seen[0])
})

const ofRatio = (ratio: number) => right(cut(right(planByRatio(l1Norm, ratio)(network)))(network))
const trainedOnce = async (backend: Backend, net: typeof network | ReturnType<typeof ofRatio>) =>
  right(await train(backend, net, samples, { ...options, epochs: 1 })())

test('a narrower network compiles nothing, and its textures are no more than three times what was used at once', async () => {
  const { backend, counts } = ownContext()
  await trainedOnce(backend, network)
  const { programs } = counts()
  for (const ratio of [0.1, 0.2, 0.3, 0.4, 0.5, 0.6]) await trainedOnce(backend, ofRatio(ratio))
  expect(counts().programs).toBe(programs)
  expect(counts().bytes).toBeLessThanOrEqual(3 * backend.peakBytes())
  expect(alive(backend)).toEqual({ count: 0, bytes: 0 })
})

test('a rehearsed step peaks where the real one does, and a step that does not fit is refused before it starts', async () => {
  const { backend } = ownContext()
  const { peakBytes } = stepMemory(backend, network, 8)
  await trainedOnce(backend, network)
  expect(backend.peakBytes()).toBe(peakBytes)
  const tight = ownContext(peakBytes - 1)
  const refused = await train(tight.backend, network, samples, { ...options, epochs: 1 })()
  expect(refused).toMatchObject({ left: { _tag: 'StepTooLarge', peakBytes, limitBytes: peakBytes - 1 } })
  expect(tight.counts().textures).toBe(0)
})

test('a step with an array that no texture can hold is refused before it starts, with a sentence; one that just fits is not', async () => {
  const { backend, counts } = ownContext(2 ** 31, 32)
  const { largestArray, arrayLimitBytes } = stepMemory(backend, network, 8)
  expect(arrayLimitBytes).toBe(16 * 32 * 32)
  expect(largestArray.bytes).toBeLessThanOrEqual(arrayLimitBytes)
  await trainedOnce(backend, network)
  expect(backend.largestArray()).toEqual(largestArray)
  const before = counts()
  const larger = stepMemory(backend, network, 16).largestArray
  expect(larger.bytes).toBeGreaterThan(arrayLimitBytes)
  const refused = await train(backend, network, samples, { ...options, batchSize: 16, epochs: 1 })()
  expect(refused).toEqual(
    E.left({ _tag: 'ArrayTooLarge', backend: 'webgl', batchSize: 16, ofStep: true, ...larger, limitBytes: arrayLimitBytes }),
  )
  expect(E.isLeft(refused) && errorMessage(refused.left)).toBe(
    `an array ${showShape(larger.shape)} of ${larger.bytes} bytes is too large for the webgl backend, where one takes at most 16384 bytes: try batches of fewer than 16 samples, or work through each in more parts (accumulate)`,
  )
  expect(counts()).toEqual(before)
})

const batchOf = (size: number) => ({ shape: [size, 8, 8, 1] as const, values: new Float32Array(size * 64) })
/** The ways in which a network is run, each on so many samples at a time. */
const runs: Readonly<Record<string, (backend: Backend, net: typeof network, batchSize: number) => TE.TaskEither<NarrownetError, unknown>>> =
  {
    forward: (backend, net, size) => forward(backend, net, batchOf(size)),
    frozen: (backend, net, size) => frozen(backend, net)(batchOf(size)),
    evaluate: (backend, net, batchSize) => evaluate(backend, net, samples, { batchSize }),
    train: (backend, net, batchSize) => train(backend, net, samples, { ...options, epochs: 1, batchSize }),
  }

test.each(Object.entries(runs))(
  '%s: an array that no texture can hold is a Left; it says how many samples are too many, where one is not',
  async (_name, run) => {
    const tooMany = ownContext(2 ** 31, 32).backend
    const many = await run(tooMany, network, 32)()
    expect(many).toMatchObject({ left: { _tag: 'ArrayTooLarge', backend: 'webgl', batchSize: 32, limitBytes: 16384 } })
    expect(E.isRight(await run(tooMany, network, 2)())).toBe(true)
    // a weight of 3 x 3 x 40 x 40 numbers, and maps of one sample: neither is smaller in a smaller batch
    const wide = convnet({ input: [8, 8, 1], cfg: [40, 40, 9], classes: 3 }, key(0))
    const tooWide = ownContext(2 ** 31, 16).backend
    for (const size of [1, 8]) {
      const refused = await run(tooWide, wide as unknown as typeof network, size)()
      expect(refused).toMatchObject({ left: { _tag: 'ArrayTooLarge', batchSize: undefined, limitBytes: 4096 } })
      expect(E.isLeft(refused) && errorMessage(refused.left)).toMatch(
        /^an array \[.*\] of \d+ bytes is too large for the webgl backend, where one takes at most 4096 bytes: the wasm backend \(startWasm\) has no such limit$/,
      )
    }
    for (const backend of [tooMany, tooWide]) expect(alive(backend)).toEqual({ count: 0, bytes: 0 })
  },
)

test('an array that no texture can hold is a Left, whatever makes it, and nothing is left of it', () => {
  const { backend } = ownContext(2 ** 50)
  const tooLarge = { left: { _tag: 'ArrayTooLarge', backend: 'webgl', shape: [1, 2 ** 32 + 4] } }
  const made = backend.scope(() => backend.padChannels.apply(backend.upload(new Float32Array(4), [1, 4]), 2 ** 32))
  expect(made).toMatchObject(tooLarge)
  expect(alive(backend)).toEqual({ count: 0, bytes: 0 })
})

test("a draw that failed is a mistake of ours, with the programs' names", async () => {
  const { backend, gl } = ownContext()
  const array = backend.sign(backend.upload(Float32Array.of(1, 2), [2]))
  gl.enable(0xdead)
  await expect(backend.download([array])()).rejects.toThrow('narrownet: WebGL reports error 1280 of one of these programs: sign')
  expect(right(await backend.download([array])())).toEqual([Float32Array.of(1, 1)])
})

test('what is uploaded is copied at once', async () => {
  const { backend } = ownContext()
  const values = Float32Array.of(1, 2, 3, 4)
  const array = backend.upload(values, [4])
  values.fill(9)
  expect(right(await backend.download([array])())).toEqual([Float32Array.of(1, 2, 3, 4)])
})
