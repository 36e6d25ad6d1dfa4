// What is compiled before a fit's first step, and that nothing is left for it.
import { either as E } from 'fp-ts'
import { expect, test } from 'vitest'
import type { Backend } from '../../lib/engine/backend.js'
import { startWasm } from '../../lib/engine/wasm/startWasm.js'
import { resnet } from '../../lib/model/resnet.js'
import { cut } from '../../lib/pruning/cut.js'
import { l1Norm } from '../../lib/pruning/filterNorm.js'
import { planByRatio } from '../../lib/pruning/planTo.js'
import { key } from '../../lib/random/key.js'
import { adam } from '../../lib/training/optimizer/adam.js'
import type { Optimizer } from '../../lib/training/optimizer/optimizer.js'
import { sgd } from '../../lib/training/optimizer/sgd.js'
import { prepareTraining } from '../../lib/training/prepareTraining.js'
import { train } from '../../lib/training/train.js'
import { alive, right } from '../setup/answers.js'
import { learnable } from '../setup/samples.js'
import { ownContext } from './ownContext.js'

const input = [16, 16, 3] as const
const network = resnet({ input, depth: 8, classes: 10 }, key(0))
const prepared = async (backend: Backend, batchSize: number, optimizer: Optimizer = sgd({ momentum: 0.9 })) => {
  const seen: unknown[] = []
  for await (const progress of prepareTraining(backend, network, batchSize, { optimizer })) seen.push(progress)
  return seen
}

test('a fit compiles nothing after it, nor does that of a pruned network', async () => {
  const optimizer = adam()
  const { backend, counts } = ownContext()
  const seen = await prepared(backend, 16, optimizer)
  expect(seen.length).toBeGreaterThan(15)
  expect(seen).toEqual(seen.map((_, at) => E.right({ done: at + 1, of: seen.length })))
  const { programs } = counts()
  expect(programs).toBe(seen.length)
  expect(alive(backend)).toEqual({ count: 0, bytes: 0 })
  // three samples are left for the last batch
  const options = { epochs: 1, batchSize: 16, learningRate: 0.01, optimizer, sparsity: { lambda: 1e-4 }, key: key(1) }
  for (const each of [network, right(cut(right(planByRatio(l1Norm, 0.5)(network)))(network))])
    right(await train(backend, each, learnable(input, 10, 19), options)())
  expect(counts().programs).toBe(programs)
  expect(await prepared(backend, 16, optimizer)).toEqual([])
})

test('a GPU that is taken away meanwhile is a Left, and the last that it says', async () => {
  const { backend, lose } = ownContext()
  const seen: unknown[] = []
  for await (const progress of prepareTraining(backend, network, 4)) {
    seen.push(progress)
    if (seen.length === 3) lose()
  }
  expect(seen.length).toBe(4)
  expect(seen[3]).toEqual(E.left({ _tag: 'ContextLost', backend: 'webgl' }))
})

test('WASM has nothing to prepare', async () => {
  expect(await prepared(right(await startWasm()()), 16)).toEqual([])
})
