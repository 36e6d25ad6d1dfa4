import fc from 'fast-check'

export interface Case {
  readonly input: readonly [number, number, number, number]
  readonly outChannels: number
  readonly kernel: number
  readonly stride: number
  readonly padding: number
}

/** Tiles that maps do not fill, channels that vectors do not fill, one cell, one channel, one image. */
export const arbitraryCase = (arbitraryKernel: fc.Arbitrary<Pick<Case, 'kernel' | 'stride' | 'padding'>>): fc.Arbitrary<Case> =>
  fc
    .record({
      batch: fc.integer({ min: 1, max: 3 }),
      height: fc.integer({ min: 1, max: 11 }),
      width: fc.integer({ min: 1, max: 11 }),
      inChannels: fc.integer({ min: 1, max: 19 }),
      outChannels: fc.integer({ min: 1, max: 19 }),
      window: arbitraryKernel,
    })
    .filter(({ height, width, window }) => Math.min(height, width) + 2 * window.padding >= window.kernel)
    .map(({ batch, height, width, inChannels, outChannels, window }) => ({
      input: [batch, height, width, inChannels],
      outChannels,
      ...window,
    }))

export const anyWindow = fc
  .record({ kernel: fc.constantFrom(1, 2, 3, 4, 5, 7), stride: fc.integer({ min: 1, max: 3 }), padding: fc.nat({ max: 7 }) })
  .map((window) => ({ ...window, padding: window.padding % (window.kernel + 1) }))
