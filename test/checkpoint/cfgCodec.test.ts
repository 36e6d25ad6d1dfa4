import fc from 'fast-check'
import { either as E } from 'fp-ts'
import { describe, expect, test } from 'vitest'
import * as _ from '../../lib/checkpoint/cfgCodec.js'
import { right } from '../setup/answers.js'

const arbitraryCfg = fc.array(fc.oneof(fc.integer({ min: 1, max: 5 }), fc.constant('M' as const)), { maxLength: 4 })

describe('cfgCodec', () => {
  test('decodes its own cfg and nothing else; encodes what it decodes', () => {
    fc.assert(
      fc.property(arbitraryCfg, arbitraryCfg, (cfg, other) => {
        const codec = _.cfgCodec(cfg)
        expect(codec.decode([...cfg])).toEqual(E.right(cfg))
        expect(codec.encode(right(codec.decode(cfg)))).toEqual(cfg)
        expect(E.isRight(codec.decode(other))).toBe(JSON.stringify(cfg) === JSON.stringify(other))
      }),
    )
  })

  test.each([undefined, null, 'MM', 3, {}, { length: 1, 0: 8 }, ['8'], [8, 8], [[8]], [Number.NaN]])('%o is no [8]', (value) => {
    expect(E.isLeft(_.cfgCodec([8]).decode(value))).toBe(true)
  })

  test('its name is the cfg', () => {
    expect(_.cfgCodec([8, 'M', 16]).name).toBe('[8, M, 16]')
  })
})

describe('atMost', () => {
  test('decodes the integers from 1 to the bound', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 100 }),
        fc.oneof(fc.integer({ min: -5, max: 110 }), fc.double(), fc.string(), fc.constant(null)),
        (bound, value) => {
          const fits = typeof value === 'number' && Number.isInteger(value) && value >= 1 && value <= bound
          expect(E.isRight(_.atMost(bound).decode(value))).toBe(fits)
          expect(_.atMost(bound).is(value)).toBe(fits)
        },
      ),
    )
  })
})
