import fc from 'fast-check'
import { either as E } from 'fp-ts'
import { describe, expect, it, vi } from 'vitest'
import { strictJson } from '../../lib/checkpoint/strictJson.js'

describe('strictJson', () => {
  it('is JSON.parse where no key stands twice', () => {
    fc.assert(
      fc.property(fc.json(), fc.constantFrom(undefined, 1, '\t'), (text, indentation) => {
        const value: unknown = JSON.parse(text)
        expect(strictJson(JSON.stringify(value, null, indentation))).toEqual(E.right(value))
      }),
      { numRuns: 1000 },
    )
  })

  it('finds a key that stands twice, at any depth and however it is written', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), fc.json(), fc.json(), fc.json(), (key, first, second, around) => {
        const escaped = `"${[...key].map((sign) => (sign.length === 1 ? `\\u${sign.charCodeAt(0).toString(16).padStart(4, '0')}` : sign)).join('')}"`
        const twice = `{${JSON.stringify(key)} : ${first}, "other \\" {": 1, ${escaped}:${second}}`
        fc.pre(key !== 'other " {')
        for (const text of [twice, `[${around},${twice}]`, `{"around":${around},"in":${twice}}`])
          expect(strictJson(text)).toEqual(E.left(`the key ${escaped} twice`))
      }),
    )
  })

  it.each(['', '{', '{"a":}', '[1,]', '01', "{'a':1}", '{"a":1}}', 'NaN'])('refuses %s', (text) => {
    expect(E.isLeft(strictJson(text))).toBe(true)
  })
})

it('brackets are read 128 deep and refused deeper, whatever stands between quotes', () => {
  const nested = (depth: number) => '['.repeat(depth) + ']'.repeat(depth)
  expect(strictJson(nested(128))._tag).toBe('Right')
  expect(strictJson(nested(129))).toEqual(E.left('brackets more than 128 deep'))
  expect(strictJson('['.repeat(2 ** 22))).toEqual(E.left('brackets more than 128 deep'))
  expect(strictJson(JSON.stringify(nested(200)))).toEqual(E.right(nested(200)))
  for (const open of ['"', '"a\\', '{"a": "b']) expect(strictJson(open)._tag).toBe('Left')
})

it('brackets side by side without end are refused before anything is parsed', () => {
  const parse = vi.spyOn(JSON, 'parse')
  for (const pair of ['[]', '{}']) {
    const text = `{"a":[${`${pair},`.repeat(2 ** 18)}0]}`
    expect(strictJson(text)).toEqual(E.left('more than 149152 brackets in 786441 signs'))
  }
  expect(parse).not.toHaveBeenCalled()
  parse.mockRestore()
})

it('the most brackets that a header can need are read', () => {
  const entries = Array.from({ length: 35_000 }, (_, at) => `"${at}":{"dtype":"F32","shape":[],"data_offsets":[0,0]}`)
  expect(strictJson(`{${entries.join(',')}}`)._tag).toBe('Right')
})
