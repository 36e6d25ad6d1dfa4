import { type Dataset, dataset } from '../../lib/data/dataset.js'
import { channelsOf, elementCount, type PlainShape, type Shape } from '../../lib/shape/shape.js'
import { arrayFrom } from '../engine/arbitraryArray.js'
import { right } from './answers.js'

/** Samples that can be learned: noise, plus a bright channel (or feature) that says which class. Values are seen as they are stored. */
export const learnable = <const In extends Shape>(shape: In, classes: number, count: number, seed = 1): Dataset<PlainShape<In>> => {
  const labels = Uint8Array.from({ length: count }, (_, sample) => (sample * 7 + 3) % classes)
  const size = elementCount(shape)
  const channels = channelsOf(shape)
  const noise = arrayFrom(seed, [count, size]).values
  const values = Float32Array.from(noise, (value, at) => {
    const label = labels[Math.floor(at / size)] ?? 0
    return value * 0.5 + (at % channels === label % channels ? 1 : 0) * (at % size < size / 2 || label < channels ? 1 : -1)
  })
  return right(dataset<In>({ shape, classes, values, labels, normalization: 'none' }))
}
