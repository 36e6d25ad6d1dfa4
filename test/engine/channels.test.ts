import fc from 'fast-check'
import { expect, test } from 'vitest'
import type { DeviceArray } from '../../lib/engine/backend.js'
import type { ReferenceArray } from '../reference/array.js'
import { concatenate, firstChannels, padChannels, selectChannels, selectChannelsGradient } from '../reference/channels.js'
import { arbitrarySeed, arrayFrom } from './arbitraryArray.js'
import { describeOnBackends, implementations } from './backends.js'
import { evaluate } from './evaluate.js'
import { valuesOf } from './valuesOf.js'

const few = fc.integer({ min: 1, max: 5 })
const channelCount = fc.integer({ min: 1, max: 40 })
/** What stands before the channels: a batch of maps, one cell among them, or of vectors. */
const arbitraryRows: fc.Arbitrary<readonly number[]> = fc.oneof(
  fc.tuple(few, few, few),
  fc.tuple(few, fc.constant(1), fc.constant(1)),
  fc.tuple(few),
)
/** A number of channels, and some of them in any order. */
const arbitraryChoice = channelCount.chain((channels) =>
  fc.tuple(fc.constant(channels), fc.uniqueArray(fc.nat({ max: channels - 1 }), { minLength: 1, maxLength: channels })),
)
const vectorOf = (values: readonly number[]): ReferenceArray => ({ shape: [values.length], values: Float64Array.from(values) })
/** These operations move numbers and change none: the very same, -0 apart from 0. */
const expectSame = (found: Float32Array, expected: ReferenceArray): void => expect(found).toEqual(Float32Array.from(expected.values))
const special = [Number.NaN, -0, Infinity, 1e-45, -Infinity, 3e38]
const specials = (...shape: readonly number[]): ReferenceArray => {
  const { values } = arrayFrom(0, shape)
  return { shape, values: values.map((_, i) => special[i % special.length]!) }
}

describeOnBackends(
  'operations on channels',
  (backend, { runs }) => {
    const select = (input: ReferenceArray, positions: readonly number[], outputGradient: ReferenceArray) =>
      evaluate(backend(), { input, chosen: vectorOf(positions), outputGradient }, ({ input: x, chosen, outputGradient: dy }) => {
        const { share, release, selectChannels: operation } = backend()
        const lent = share(chosen)
        const [output, pullback] = operation.differentiate(share(x), lent)
        // Only lent for the call: the pullback has its own hold of the positions.
        release(lent)
        expect(output.shape).toEqual(outputGradient.shape)
        const gradient = pullback(share(dy)).input
        expect(gradient.shape).toEqual(input.shape)
        return { applied: operation.apply(share(x), chosen), output, gradient }
      })

    test('selects the channels at the positions, in their order, and scatters the gradient back', () =>
      fc.assert(
        fc.asyncProperty(arbitraryRows, arbitraryChoice, arbitrarySeed, async (rows, [channels, positions], seed) => {
          const input = arrayFrom(seed, [...rows, channels])
          const outputGradient = arrayFrom(seed + 1, [...rows, positions.length])
          const found = await select(input, positions, outputGradient)
          expectSame(found.applied, selectChannels(input, positions))
          expect(found.output).toEqual(found.applied)
          expectSame(found.gradient, selectChannelsGradient(outputGradient, positions, channels))
        }),
        { numRuns: runs(100) },
      ))

    test('a position that numbers no channel selects zeros and reads nothing, whatever it holds', () =>
      fc.assert(
        fc.asyncProperty(
          arbitraryRows,
          channelCount,
          fc.array(
            fc.oneof(fc.float(), fc.integer({ min: -1024, max: 50 }), fc.constantFrom(-1, -0.5, 0.5, 2 ** 31, -(2 ** 31), 2 ** 32)),
            {
              minLength: 1,
              maxLength: 40,
            },
          ),
          arbitrarySeed,
          async (rows, channels, drawn, seed) => {
            const positions = drawn.slice(0, channels)
            const input = arrayFrom(seed, [...rows, channels])
            const outputGradient = arrayFrom(seed + 1, [...rows, positions.length])
            const found = await select(input, positions, outputGradient)
            const isChannel = (position: number): boolean => Number.isInteger(position) && position >= 0 && position < channels
            const expected = Array.from({ length: outputGradient.values.length }, (_, at) => {
              const position = Math.fround(positions[at % positions.length]!)
              return isChannel(position) ? input.values[Math.floor(at / positions.length) * channels + position]! : 0
            })
            expect(found.applied).toEqual(Float32Array.from(expected))
            const last = new Map(positions.map((position, at) => [Math.fround(position), at]))
            const gradient = Array.from({ length: input.values.length }, (_, at) => {
              const chosenAt = last.get(at % channels) ?? (at % channels === 0 ? last.get(-0) : undefined)
              return chosenAt === undefined ? 0 : outputGradient.values[Math.floor(at / channels) * positions.length + chosenAt]!
            })
            expect(found.gradient).toEqual(Float32Array.from(gradient))
          },
        ),
        { numRuns: runs(200) },
      ))

    test('the pullback of a selection still knows its positions when their owner has released them', async () => {
      const { upload, release, liveArrays, selectChannels: operation } = backend()
      const before = liveArrays()
      const positions = upload(Float32Array.of(2, 0), [2])
      const [output, pullback] = operation.differentiate(upload(Float32Array.of(1, 2, 3), [1, 3]), positions)
      release(positions)
      const { input } = pullback(output)
      expect(await valuesOf(backend(), input)).toEqual(Float32Array.of(1, 0, 3))
      release(input)
      expect(liveArrays()).toEqual(before)
    })

    test('concatenates arrays of unlike width, and splits the whole into the same parts again', () =>
      fc.assert(
        fc.asyncProperty(
          arbitraryRows,
          fc.array(channelCount, { minLength: 1, maxLength: 4 }),
          arbitrarySeed,
          async (rows, channels, seed) => {
            const inputs = channels.map((count, part) => arrayFrom(seed + part, [...rows, count]))
            const whole = concatenate(inputs as [ReferenceArray, ...ReferenceArray[]])
            const named = Object.fromEntries(inputs.map((input, part) => [`part ${part}`, input]))
            const found = await evaluate(backend(), named, (arrays) => {
              const { share, concatenate: join, split } = backend()
              const taken = Object.keys(named).map((name) => share(arrays[name] as DeviceArray))
              const joined = join(taken)
              expect(joined.shape).toEqual(whole.shape)
              const parts = split(share(joined), channels)
              expect(parts.map(({ shape }) => shape)).toEqual(inputs.map(({ shape }) => shape))
              return { joined, ...Object.fromEntries(parts.map((part, index) => [`part ${index}`, part])) }
            })
            const { joined, ...parts } = found as Readonly<Record<string, Float32Array>>
            expectSame(joined!, whole)
            inputs.forEach((input, part) => expectSame(parts[`part ${part}`]!, input))
            expect(Object.keys(parts).length).toBe(channels.length)
          },
        ),
        { numRuns: runs(100) },
      ))

    test('many rows: more than are copied at once', async () => {
      const [left, right] = [arrayFrom(1, [3, 17, 19, 24]), arrayFrom(2, [3, 17, 19, 13])]
      const found = await evaluate(backend(), { left, right }, (arrays) => {
        const { share, concatenate: join, split } = backend()
        const joined = join([share(arrays.left), share(arrays.right)])
        const [first, second] = split(share(joined), [24, 13])
        return { joined, first, second }
      })
      expectSame(found.joined, concatenate([left, right]))
      expectSame(found.first, left)
      expectSame(found.second, right)
    })

    const pad = (input: ReferenceArray, zeros: number, outputGradient: ReferenceArray) =>
      evaluate(backend(), { input, outputGradient }, (arrays) => {
        const { share, padChannels: operation } = backend()
        const [output, pullback] = operation.differentiate(share(arrays.input), zeros)
        expect(output.shape).toEqual(outputGradient.shape)
        const gradient = pullback(share(arrays.outputGradient)).input
        expect(gradient.shape).toEqual(input.shape)
        return { applied: operation.apply(share(arrays.input), zeros), output, gradient }
      })

    test('pads with zeros behind the last channel, and drops their gradient', () =>
      fc.assert(
        fc.asyncProperty(arbitraryRows, channelCount, fc.nat({ max: 20 }), arbitrarySeed, async (rows, channels, zeros, seed) => {
          const input = arrayFrom(seed, [...rows, channels])
          const outputGradient = arrayFrom(seed + 1, [...rows, channels + zeros])
          const found = await pad(input, zeros, outputGradient)
          expectSame(found.applied, padChannels(input, zeros))
          expect(found.output).toEqual(found.applied)
          expectSame(found.gradient, firstChannels(outputGradient, channels))
        }),
        { numRuns: runs(100) },
      ))

    test('special values pass, and do not reach the zeros', async () => {
      const [input, wide] = [specials(2, 2, 1, 5), specials(2, 2, 1, 7)]
      const padded = await pad(input, 2, wide)
      expectSame(padded.output, padChannels(input, 2))
      expectSame(padded.gradient, firstChannels(wide, 5))
      const selected = await select(wide, [6, 0, 3, 2, 5], input)
      expectSame(selected.output, selectChannels(wide, [6, 0, 3, 2, 5]))
      expectSame(selected.gradient, selectChannelsGradient(input, [6, 0, 3, 2, 5], 7))
      const { joined } = await evaluate(backend(), { input, wide }, (arrays) => ({
        joined: backend().concatenate([backend().share(arrays.input), backend().share(arrays.wide)]),
      }))
      expectSame(joined, concatenate([input, wide]))
    })

    test('a batch of none gives none', async () => {
      const noMaps = (channels: number): ReferenceArray => ({ shape: [0, 2, 2, channels], values: new Float64Array(0) })
      const [none, wider] = [noMaps(3), noMaps(4)]
      expect(Object.values(await select(none, [1, 0, 2], none)).map(({ length }) => length)).toEqual([0, 0, 0])
      expect(Object.values(await pad(none, 1, wider)).map(({ length }) => length)).toEqual([0, 0, 0])
      const { joined } = await evaluate(backend(), { none, wider }, (arrays) => {
        const joined = backend().concatenate([backend().share(arrays.none), backend().share(arrays.wider)])
        expect(joined.shape).toEqual([0, 2, 2, 7])
        return { joined }
      })
      expect(joined.length).toBe(0)
    })

    test('shapes that do not go together are mistakes, said with the shapes', () => {
      const { upload, release, scope, liveArrays, selectChannels: selection, concatenate: join, split, padChannels: padding } = backend()
      const before = liveArrays()
      scope(() => {
        const array = (...shape: readonly number[]): DeviceArray =>
          upload(new Float32Array(shape.reduce((product, size) => product * size, 1)), shape)
        const [maps, features, single, none] = [array(2, 3, 3, 4), array(2, 4), array(), array(2, 0)]
        expect(() => selection.apply(features, array(5))).toThrow('[2,4] was given positions [5]')
        expect(() => selection.apply(features, array(0))).toThrow('positions [0]')
        expect(() => selection.differentiate(features, array(2, 2))).toThrow('positions [2,2]')
        expect(() => selection.apply(single, array(1))).toThrow('from []')
        expect(() => join([])).toThrow('a concatenation was given nothing')
        expect(() => join([maps, features])).toThrow('a concatenation was given [2,3,3,4] and [2,4]')
        expect(() => join([maps, array(2, 3, 2, 4)])).toThrow('[2,3,2,4]')
        expect(() => join([features, array(3, 4)])).toThrow('[3,4]')
        expect(() => join([features, none])).toThrow('[2,0]')
        expect(() => join([single])).toThrow('[]')
        for (const channels of [[], [3], [3, 2], [2.5, 1.5], [4, 0], [5, -1]])
          expect(() => split(features, channels)).toThrow(`[2,4] was to be split into parts of [${channels.join()}] channels`)
        for (const zeros of [-1, 0.5, Number.NaN, Infinity])
          expect(() => padding.apply(features, zeros)).toThrow(`[2,4] was to be padded with ${zeros} channels`)
        expect(() => padding.differentiate(none, 1)).toThrow('[2,0]')
        expect(() => padding.apply(single, 1)).toThrow('[]')
        // What was refused was not taken.
        for (const refused of [maps, features, single, none]) release(refused)
      })
      expect(liveArrays()).toEqual(before)
    })
  },
  implementations,
)
