import { either as E } from 'fp-ts'
import { beforeAll, describe, expect, test } from 'vitest'
import { syntheticDigits } from '../../../lib/data/syntheticDigits.js'
import type { Backend } from '../../../lib/engine/backend.js'
import { startWasm } from '../../../lib/engine/wasm/startWasm.js'
import { batchNorm } from '../../../lib/layer/batchNorm.js'
import { conv2d } from '../../../lib/layer/conv2d.js'
import { dropout } from '../../../lib/layer/dropout.js'
import { globalAveragePool } from '../../../lib/layer/globalAveragePool.js'
import { linear } from '../../../lib/layer/linear.js'
import { maxPool } from '../../../lib/layer/maxPool.js'
import { relu } from '../../../lib/layer/relu.js'
import { input, sequential } from '../../../lib/network/sequential.js'
import { foldIn, key } from '../../../lib/random/key.js'
import { known } from '../../../lib/shape/invariant.js'
import { sgd } from '../../../lib/training/optimizer/sgd.js'
import type { Answer, Share, Update } from '../../../lib/training/parallel/protocol.js'
import * as _ from '../../../lib/training/parallel/replica.js'
import { crossEntropy } from '../../../lib/training/loss/crossEntropy.js'
import { trainingParts } from '../../../lib/training/trainingBatch.js'
import { shardsOf } from '../../../lib/training/shard.js'

const network = sequential(
  input(28, 28, 1),
  maxPool(4),
  conv2d(1, 3),
  batchNorm(3),
  relu,
  globalAveragePool,
  dropout(0.3),
  linear(3, 10),
)(key(0))
const samples = syntheticDigits({ count: 40, key: key(1) })
const options = {
  optimizer: sgd({ momentum: 0.9, nesterov: true }),
  learningRate: 0.1,
  weightDecay: 1e-3,
  step: 1,
  undecayed: new Set<string>(),
  lambda: 1e-3,
  sparse: new Set(['2.scale']),
  clip: { norm: 0.5 },
  average: { decay: 0.9 },
}
const origin = { starter: 'startWasm', options: {} } as const

let backend: Backend
beforeAll(async () => {
  const started = await startWasm()()
  if (E.isLeft(started)) throw new Error(JSON.stringify(started.left))
  backend = started.right
})

const replica = (on: Backend): _.Replica => {
  const made = _.replicaOf(on, {
    _tag: 'start',
    origin,
    modules: [],
    nodes: network.nodes,
    loss: crossEntropy(),
    state: { stepsTaken: 0, values: { arrays: {}, slots: {}, average: {} } },
  })
  if (typeof made !== 'function') throw new Error(JSON.stringify(made))
  return made
}

/** One step of all replicas, as a fit asks for it. */
const step = async (replicas: readonly _.Replica[], update: Update | undefined): Promise<Update> => {
  const number = update === undefined ? 0 : update.step + 1
  const batch = Uint32Array.from({ length: 7 }, (_unused, at) => (number * 7 + at) % 40)
  const shards = shardsOf(batch, replicas.length)
  const shares: Share[] = []
  for (const [rank, each] of replicas.entries()) {
    const shard = known(shards[rank])
    const task = { rank, parts: trainingParts(samples, shard, undefined, crossEntropy(), 2), key: foldIn(foldIn(key(2), number), rank) }
    const answer = await each({ _tag: 'step', update, task })
    if (answer._tag !== 'derived') throw new Error(answer._tag)
    shares.push({ values: answer.share, weight: shard.length / batch.length })
  }
  return { step: number, shares, options }
}

const stateOf = async (each: _.Replica, update: Update | undefined): Promise<Extract<Answer, { _tag: 'state' }>['state']> => {
  const answer = await each({ _tag: 'state', update })
  if (answer._tag !== 'state') throw new Error(answer._tag)
  return answer.state
}

describe('replicas', () => {
  test('stay equal to the bit, running statistics included, and apply a step once however often it is sent', async () => {
    const replicas = [replica(backend), replica(backend), replica(backend)]
    let update: Update | undefined
    for (let at = 0; at < 5; at += 1) update = await step(replicas, update)
    const [first, ...others] = await Promise.all(replicas.map((each) => stateOf(each, update)))
    expect(first?.stepsTaken).toBe(5)
    expect(Object.keys(first?.values.arrays ?? {})).toContain('2.runningMean')
    expect(Object.keys(first?.values.average ?? {})).toEqual(Object.keys(first?.values.arrays ?? {}))
    for (const other of others) expect(other).toEqual(first)
    expect(await stateOf(known(replicas[1]), update)).toEqual(first)
  })

  test('a new one with the state of another goes on like it', async () => {
    const replicas = [replica(backend), replica(backend)]
    const before = await step(replicas, await step(replicas, undefined))
    const state = await stateOf(known(replicas[1]), undefined)
    const fresh = _.replicaOf(backend, { _tag: 'start', origin, modules: [], nodes: network.nodes, loss: crossEntropy(), state })
    if (typeof fresh !== 'function') throw new Error(fresh._tag)
    expect(state.stepsTaken).toBe(1)
    expect(await stateOf(fresh, before)).toEqual(await stateOf(known(replicas[0]), before))
  })

  test('1,000 steps leave as many arrays alive as 3', async () => {
    const replicas = [replica(backend), replica(backend)]
    let update: Update | undefined
    for (let at = 0; at < 3; at += 1) update = await step(replicas, update)
    const early = backend.liveArrays()
    for (let at = 3; at < 1000; at += 1) update = await step(replicas, update)
    expect(backend.liveArrays()).toEqual(early)
  })

  test('no memory is an answer', async () => {
    const error = { _tag: 'OutOfMemory', backend: 'wasm', requestedBytes: 2, liveBytes: 1, limitBytes: 2 } as const
    let full = false
    const small: Backend = { ...backend, scope: (body) => (full ? E.left(error) : backend.scope(body)) }
    const one = replica(small)
    full = true
    const answer = await one({
      _tag: 'step',
      update: undefined,
      task: { rank: 0, parts: trainingParts(samples, Uint32Array.of(1), undefined, crossEntropy(), 1), key: key(0) },
    })
    expect(answer).toEqual({ _tag: 'failed', error })
    const start = {
      _tag: 'start',
      origin,
      modules: [],
      nodes: network.nodes,
      loss: crossEntropy(),
      state: { stepsTaken: 0, values: { arrays: {}, slots: {}, average: {} } },
    } as const
    expect(_.replicaOf(small, start)).toEqual({ _tag: 'failed', error })
  })
})
