/** What a device says of a step that it could not hold: a fit can take fewer samples at a time, where there are several. */
import { either as E } from 'fp-ts'
import { expect, test } from 'vitest'
import type { EngineError } from '../../lib/engine/engineError.js'
import { errorMessage } from '../../lib/errorMessage.js'
import { ofStep } from '../../lib/training/ofStep.js'
import { train } from '../../lib/training/train.js'
import { mlp } from '../../lib/model/mlp.js'
import { key } from '../../lib/random/key.js'
import { startWasm } from '../../lib/engine/wasm/startWasm.js'
import { right } from '../setup/answers.js'
import { learnable } from '../setup/samples.js'

const full: EngineError = { _tag: 'OutOfMemory', backend: 'wasm', requestedBytes: 8, liveBytes: 6, limitBytes: 10 }
const large: EngineError = { _tag: 'ArrayTooLarge', backend: 'webgl', shape: [4, 9], bytes: 144, limitBytes: 64, batchSize: 4 }
const refusal = 'an array of 8 bytes does not fit on the wasm backend: 6 bytes of 10 bytes are in use'
const tooLarge = 'an array [4,9] of 144 bytes is too large for the webgl backend, where one takes at most 64 bytes'

test('its sentence names smaller batches and more parts, where a step has several samples', () => {
  expect(errorMessage(ofStep(full, 4))).toBe(`${refusal}: try smaller batches, or work through each in more parts (accumulate)`)
  expect(errorMessage(ofStep(full, 1))).toBe(refusal)
  expect(errorMessage(ofStep(large, 4))).toBe(
    `${tooLarge}: try batches of fewer than 4 samples, or work through each in more parts (accumulate)`,
  )
  expect(errorMessage(ofStep({ ...large, batchSize: undefined }, 4))).toBe(`${tooLarge}: the wasm backend (startWasm) has no such limit`)
  expect(errorMessage({ _tag: 'StepTooLarge', batchSize: 1, peakBytes: 4831838208, limitBytes: 2 ** 31 })).toBe(
    'a training step on one sample needs 4.5 GiB at once, but the backend holds 2.0 GiB',
  )
})

test('a fit whose device fills up under a step says so', async () => {
  const backend = right(await startWasm()())
  // what holds the state still fits, and nothing else
  let scopes = 0
  const filling = { ...backend, scope: <A>(body: () => A) => (scopes++ === 0 ? backend.scope(body) : E.left(full)) }
  const network = mlp({ input: [4], cfg: [3], classes: 3 }, key(0))
  const samples = learnable([4], 3, 8)
  const options = { epochs: 1, batchSize: 4, learningRate: 0.1, key: key(1) }
  const before = backend.liveArrays().count
  expect(await train(filling, network, samples, options)()).toEqual(E.left({ ...full, ofStep: true }))
  // suites of one page share it, and copies that others made may go meanwhile
  expect(backend.liveArrays().count).toBeLessThanOrEqual(before)
})
