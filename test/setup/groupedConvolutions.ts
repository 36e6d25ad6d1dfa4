/** Random convolutions in groups. */
import fc from 'fast-check'
import { batchNorm } from '../../lib/layer/batchNorm.js'
import { conv2d } from '../../lib/layer/conv2d.js'
import { groupedConv2d } from '../../lib/layer/groupedConv2d.js'
import { carrier, type Growth, last, perAxis } from './carriers.js'
import { grown, outputOf } from './grown.js'

/** In as many groups as divide the channels that are there, or those of a convolution in front of it. */
export const grouped: fc.Arbitrary<Growth> = fc
  .record({
    wanted: fc.integer({ min: 1, max: 4 }),
    reads: fc.option(fc.integer({ min: 1, max: 3 }), { nil: undefined, freq: 2 }),
    makes: fc.integer({ min: 1, max: 3 }),
    kernelSize: fc.constantFrom(1, 2, 3),
    stride: perAxis,
    dilation: fc.oneof({ weight: 4, arbitrary: fc.constant(1) }, perAxis),
    bias: fc.boolean(),
    between: fc.array(carrier, { maxLength: 2 }),
    norm: fc.boolean(),
  })
  .map(({ wanted, reads, makes, between, norm, ...options }) => (shape) => {
    const front = reads === undefined ? [] : [conv2d(last(shape), reads * wanted, { kernelSize: 1 })]
    const specs = grown(shape, [() => front, ...between])
    const channels = last(outputOf(shape, specs))
    const groups = [wanted, wanted - 1, wanted - 2].find((count) => count > 0 && channels % count === 0) ?? 1
    return [...specs, groupedConv2d(channels, groups * makes, groups, options), ...(norm ? [batchNorm(groups * makes)] : [])]
  })
