import { either as E } from 'fp-ts'
import { expect } from 'vitest'
import type { Backend } from '../../lib/engine/backend.js'
import { errorMessage } from '../../lib/errorMessage.js'
import { forward } from '../../lib/network/forward.js'
import type { Arch, Network } from '../../lib/network/network.js'
import type { Cfg } from '../../lib/shape/atMost.js'
import type { Shape } from '../../lib/shape/shape.js'
import { arrayFrom } from '../engine/arbitraryArray.js'

/** The right, or the test fails with what was left. */
export const right = <A>(either: E.Either<unknown, A>): A => {
  if (E.isLeft(either)) throw new Error(`a Left: ${JSON.stringify(either.left)}`)
  return either.right
}

/** What is on the device now, constants apart: for comparing before and after. */
export const alive = (backend: Backend): { readonly count: number; readonly bytes: number } => {
  const { count, bytes } = backend.liveArrays()
  return { count, bytes }
}

/** The network's answer to these samples; and nothing is left on the device. */
export const answersTo = async (
  backend: Backend,
  network: Network<Shape, Shape, Cfg, Arch>,
  values: Float32Array,
  batch: number,
): Promise<Float32Array> => {
  const before = alive(backend)
  const answer = await forward(backend, network, { shape: [batch, ...network.input], values })()
  if (E.isLeft(answer)) throw new Error(errorMessage(answer.left))
  expect(answer.right.shape).toEqual([batch, ...network.output])
  expect(alive(backend)).toEqual(before)
  return answer.right.values
}

/** A batch drawn from a seed. */
export const samplesFrom = (seed: number, input: Shape, batch: number): Float32Array =>
  Float32Array.from(arrayFrom(seed, [batch, ...input]).values)

/** The network's answer to a batch drawn from a seed. */
export const answers = (backend: Backend, network: Network<Shape, Shape, Cfg, Arch>, seed: number, batch = 2): Promise<Float32Array> =>
  answersTo(backend, network, samplesFrom(seed, network.input, batch), batch)
