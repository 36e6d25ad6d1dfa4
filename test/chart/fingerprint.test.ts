import { expect, test } from 'vitest'
import { fingerprint } from '../../lib/chart/fingerprint.js'

test.each([
  ['', '811c9dc5'],
  ['a', 'e40c292c'],
  ['foobar', 'bf9cf968'],
])('the published values of FNV-1a: %s', (text, expected) => {
  expect(fingerprint(text)).toBe(expected)
})
