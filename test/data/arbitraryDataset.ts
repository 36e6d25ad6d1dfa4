import fc from 'fast-check'
import { either as E } from 'fp-ts'
import { type Dataset, dataset } from '../../lib/data/dataset.js'
import type { Shape } from '../../lib/shape/shape.js'

/** Valid parts of a data set: bytes or floats, one to three axes, 1 to 40 samples. */
export const datasetParts = fc
  .record({
    shape: fc.array(fc.integer({ min: 1, max: 4 }), { minLength: 1, maxLength: 3 }),
    count: fc.integer({ min: 1, max: 40 }),
    classes: fc.integer({ min: 1, max: 12 }),
    floats: fc.boolean(),
  })
  .chain(({ shape, count, classes, floats }) => {
    const length = count * shape.reduce((product, size) => product * size, 1)
    return fc.record({
      shape: fc.constant(shape),
      classes: fc.constant(classes),
      values: floats
        ? fc.float32Array({ minLength: length, maxLength: length, min: -8, max: 8, noNaN: true })
        : fc.uint8Array({ minLength: length, maxLength: length }),
      labels: fc.uint8Array({ minLength: count, maxLength: count, max: classes - 1 }),
    })
  })

export const arbitraryDataset: fc.Arbitrary<Dataset<Shape>> = datasetParts.map((parts) => {
  const made = dataset(parts)
  if (E.isLeft(made)) throw new Error(made.left.expected)
  return made.right
})
