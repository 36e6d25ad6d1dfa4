/** Values that plain JavaScript can put anywhere, and what may come of a call that is given one. */
import fc from 'fast-check'
import { expect } from 'vitest'

const runs = Number(process.env.NARROWNET_HOSTILE_RUNS ?? 3_000)
export const timeout = 60_000 + runs * 20

export const hostile = fc.oneof(
  fc.constantFrom<unknown>(undefined, null, Number.NaN, Infinity, -Infinity, -0, 0, -1, 0.5, 2.5, 1e-46, 1e10, 1e21, 2 ** 53, 2 ** 31),
  fc.constantFrom<unknown>('', '3', 'none', true, false, [], {}, new Array(3), Float32Array.of(1, 2), new Map(), () => 1, 3n),
  fc.integer({ min: -40, max: 40 }),
  fc.double(),
  fc.string(),
  fc.array(fc.oneof(fc.integer({ min: -2, max: 9 }), fc.constantFrom<unknown>('M', Number.NaN, null, undefined, 1e10)), { maxLength: 5 }),
  fc.object({ maxDepth: 2 }),
)

/** What came of a call: it was taken, its `Left`, or what it threw. */
export const outcome = (call: () => unknown): 'taken' | 'left' | 'thrown' => {
  try {
    const given = call() as { readonly _tag?: unknown } | undefined
    return given?._tag === 'Left' ? 'left' : 'taken'
  } catch (thrown) {
    expect(String(thrown)).toMatch(/^TypeError: narrownet: /)
    return 'thrown'
  }
}

/** A share of the runs. */
export const checked = <A>(arbitrary: fc.Arbitrary<A>, judge: (given: A) => void, share: number): void =>
  fc.assert(fc.property(arbitrary, judge), { numRuns: Math.ceil(runs * share) })
