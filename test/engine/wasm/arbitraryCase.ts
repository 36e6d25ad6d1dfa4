import fc from 'fast-check'
import type { ConvolutionGeometry, MapBatch } from '../../../lib/engine/convolutionGeometry.js'
import type { PerAxis } from '../../../lib/shape/perAxis.js'
import { both, conv2dOutputShape } from '../../reference/conv2d.js'
import { fitting, perAxis } from '../convolutionLaws.js'

interface Window {
  readonly kernel: PerAxis
  readonly stride: PerAxis
  readonly padding: PerAxis
  readonly dilation?: PerAxis | undefined
}

export interface Case extends Window {
  readonly input: MapBatch
  readonly outChannels: number
  readonly groups?: number
}

/** Tiles that maps do not fill, channels that vectors do not fill, one cell, one channel, one image. */
export const arbitraryCase = (arbitraryWindow: fc.Arbitrary<Window>): fc.Arbitrary<Case> =>
  fitting(
    fc
      .record({
        batch: fc.integer({ min: 1, max: 3 }),
        height: fc.integer({ min: 1, max: 11 }),
        width: fc.integer({ min: 1, max: 11 }),
        inChannels: fc.integer({ min: 1, max: 19 }),
        outChannels: fc.integer({ min: 1, max: 19 }),
        window: arbitraryWindow,
      })
      .map(({ window, ...sizes }) => ({ ...sizes, ...window })),
  ).map(({ batch, height, width, inChannels, ...drawn }) => ({ ...drawn, input: [batch, height, width, inChannels] }))

export const anyWindow = fc.record({
  kernel: perAxis(fc.constantFrom(1, 2, 3, 4, 5, 7)),
  stride: perAxis(fc.integer({ min: 1, max: 3 })),
  padding: perAxis(fc.nat({ max: 7 })),
  dilation: perAxis(fc.constantFrom(1, 1, 2, 3)),
})

/** The same several times side by side. */
export const inGroups = (cases: fc.Arbitrary<Case>): fc.Arbitrary<Case> =>
  fc.tuple(cases, fc.integer({ min: 2, max: 4 })).map(
    ([
      {
        input: [batch, height, width, channels],
        outChannels,
        ...drawn
      },
      groups,
    ]) => ({
      ...drawn,
      groups,
      input: [batch, height, width, groups * channels],
      outChannels: groups * outChannels,
    }),
  )

/** Its sizes. */
export const geometryOf = ({ input, outChannels, groups = 1, kernel, stride, padding, dilation = 1 }: Case): ConvolutionGeometry => {
  const along = (axis: 0 | 1) => ({
    ...{ taps: both(kernel)[axis], stride: both(stride)[axis] },
    ...{ padding: both(padding)[axis], dilation: both(dilation)[axis] },
  })
  const filter = [...both(kernel), input[3] / groups, outChannels] as const
  const [batch, height, width] = conv2dOutputShape(input, filter, { stride, padding, dilation })
  return { y: along(0), x: along(1), filter, input, output: [batch!, height!, width!, outChannels] }
}
