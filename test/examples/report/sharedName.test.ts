import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { sharedName } from '../../../examples/reproductions/report/sharedName.js'

const names = fc.array(fc.array(fc.constantFrom('VGG', '30 %', 'fine-tuned', 'Scratch-E'), { minLength: 1, maxLength: 4 }), {
  minLength: 1,
  maxLength: 4,
})

describe('what names begin with', () => {
  test('is said once, and each keeps a part of its own', () => {
    expect(sharedName(['VGG, 30 %, fine-tuned', 'VGG, 30 %, Scratch-E'])).toEqual({ shared: 'VGG, 30 %', own: ['fine-tuned', 'Scratch-E'] })
    expect(sharedName(['VGG, fine-tuned', 'ResNet, fine-tuned'])).toEqual({ shared: '', own: ['VGG, fine-tuned', 'ResNet, fine-tuned'] })
    expect(sharedName(['VGG', 'VGG, fine-tuned'])).toEqual({ shared: '', own: ['VGG', 'VGG, fine-tuned'] })
  })

  test('with the rest gives each name back, and no more is shared by all', () => {
    fc.assert(
      fc.property(names, (parts) => {
        const all = parts.map((each) => each.join(', '))
        const { shared, own } = sharedName(all)
        expect(own.map((rest) => [shared, rest].filter((part) => part !== '').join(', '))).toEqual(all)
        expect(own.every((rest) => rest !== '')).toBe(true)
        const again = sharedName(own)
        expect(again.shared).toBe('')
      }),
    )
  })
})
