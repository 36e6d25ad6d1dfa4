import { either as E } from 'fp-ts'
import { expect, test } from 'vitest'
import { syntheticDigits } from '../../lib/data/syntheticDigits.js'
import type { Backend } from '../../lib/engine/backend.js'
import { startWasm } from '../../lib/engine/wasm/startWasm.js'
import { convnet } from '../../lib/model/convnet.js'
import { key } from '../../lib/random/key.js'
import { fit } from '../../lib/training/fit.js'
import { right } from '../setup/answers.js'

const digits = syntheticDigits({ count: 640, key: key(100) })

/** Mean training loss of each epoch. */
const curve = async (backend: Backend, seed: number): Promise<readonly number[]> => {
  const network = convnet({ input: [28, 28, 1], cfg: [16, 32, 32], classes: 10 }, key(seed))
  const options = { epochs: 4, batchSize: 32, learningRate: 0.02, momentum: 0.9, weightDecay: 1e-4, key: key(seed) }
  const losses: number[] = []
  for await (const epoch of fit(backend, network, digits, options)) losses.push(right(epoch).loss)
  return losses
}

const started = async (winograd: boolean): Promise<Backend> => {
  const result = await startWasm({ winograd })()
  if (E.isLeft(result)) throw new Error(JSON.stringify(result.left))
  return result.right
}

test("Winograd's rounding moves a training curve less than another seed does", async () => {
  const without = await started(false)
  const seeds = [await curve(without, 1), await curve(without, 2), await curve(without, 3)]
  const withWinograd = await curve(await started(true), 1)
  expect(withWinograd).not.toEqual(seeds[0])
  withWinograd.forEach((loss, epoch) => {
    const losses = seeds.map((each) => each[epoch] ?? Number.NaN)
    const noise = Math.max(...losses) - Math.min(...losses)
    expect(Math.abs(loss - (losses[0] ?? Number.NaN)), `epoch ${epoch}: ${loss} beside ${losses.join(', ')}`).toBeLessThan(noise / 2)
  })
})
