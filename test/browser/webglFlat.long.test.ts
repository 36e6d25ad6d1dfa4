// A page that trains for long: a thousand steps, twenty cuts and five lost GPUs leave nothing behind.
import { either as E } from 'fp-ts'
import { expect, test } from 'vitest'
import type { Backend } from '../../lib/engine/backend.js'
import { mlp } from '../../lib/model/mlp.js'
import type { AnyNetwork } from '../../lib/network/network.js'
import { cut } from '../../lib/pruning/cut.js'
import { l1Norm } from '../../lib/pruning/filterNorm.js'
import { planByRatio } from '../../lib/pruning/planTo.js'
import { key } from '../../lib/random/key.js'
import { fitSteps } from '../../lib/training/fit.js'
import { alive, right } from '../setup/answers.js'
import { learnable } from '../setup/samples.js'
import { ownContext } from './ownContext.js'

const samples = learnable([6], 3, 50)
const options = { epochs: 5, batchSize: 5, learningRate: 0.001, momentum: 0.9, key: key(1) }
const start = mlp({ input: [6], cfg: [24, 24], classes: 3 }, key(0))

/**
 * The heap when what nobody holds has gone: the least that is seen over a while, since finalizers run between tasks and what they let go of is
 * garbage only then; or the first that is little enough. By --expose-gc and --enable-precise-memory-info (setup/chromium.ts).
 */
const heapBytes = async (enough = 0): Promise<number> => {
  const { gc } = globalThis as unknown as { readonly gc: (how: { readonly type: 'major'; readonly execution: 'async' }) => Promise<void> }
  const { memory } = performance as unknown as { readonly memory: { readonly usedJSHeapSize: number } }
  let least = Number.POSITIVE_INFINITY
  for (let round = 0; round < 60 && least > enough; round += 1) {
    // by itself: what is on the stack now may look like what holds something
    await gc({ type: 'major', execution: 'async' })
    await new Promise((resume) => setTimeout(resume, 100))
    least = Math.min(least, memory.usedJSHeapSize)
  }
  return least
}

/** Fifty steps; the network after them. */
const trained = async (backend: Backend, network: AnyNetwork, look: () => void): Promise<AnyNetwork> => {
  let last = network
  let steps = 0
  for await (const event of fitSteps(backend, network, samples as never, options)) {
    const done = right(event)
    if (done._tag === 'epoch') last = done.network
    else {
      steps += 1
      look()
    }
  }
  expect(steps).toBe(50)
  return last
}

/** On a context of its own: four fits, a cut after each; then the GPU goes away in the middle of a fifth. What there was, in the end. */
const life = async () => {
  const { backend, counts, lose } = ownContext()
  let network: AnyNetwork = start
  let most = { textures: 0, bytes: 0, programs: 0 }
  for (let round = 0; round < 4; round += 1) {
    network = await trained(backend, network, () => {
      const { textures, bytes, programs } = counts()
      most = {
        textures: Math.max(most.textures, textures),
        bytes: Math.max(most.bytes, bytes),
        programs: Math.max(most.programs, programs),
      }
    })
    network = right(cut(right(planByRatio(l1Norm, 0.2)(network)))(network))
    expect(alive(backend)).toEqual({ count: 0, bytes: 0 })
  }
  const ends: unknown[] = []
  for await (const event of fitSteps(backend, network, samples as never, options)) {
    if (E.isLeft(event)) ends.push(event.left)
    else lose()
  }
  expect(ends).toEqual([{ _tag: 'ContextLost', backend: 'webgl' }])
  return { most, alive: alive(backend), peak: backend.peakBytes() }
}

test('more than a thousand steps, twenty cuts and five lost GPUs: each life is as large as the first, and the heap stays', async () => {
  const lives = [await life()]
  // a life makes some 10 MB that it does not keep
  const most = (await heapBytes()) + 5_000_000
  const heaps: number[] = []
  for (let at = 1; at < 7; at += 1) {
    lives.push(await life())
    heaps.push(await heapBytes(most))
  }
  for (const each of lives) {
    expect(each).toEqual(lives[0])
    expect(each.alive).toEqual({ count: 0, bytes: 0 })
    expect(each.most.bytes).toBeLessThanOrEqual(3 * each.peak)
  }
  // the browser holds a life's rest for longer now and then: what is kept for good is there after the fifth life and each of two more
  expect(Math.min(...heaps.slice(-3))).toBeLessThanOrEqual(most)
})
