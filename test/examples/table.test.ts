import { describe, expect, test } from 'vitest'
import { htmlTable } from '../../examples/main/htmlTable.js'
import { table } from '../../examples/main/table.js'
import { escaped } from '../../examples/charts/escaped.js'

describe('tables', () => {
  test('the first column to the left, numbers to the right', () =>
    expect(
      table(
        ['', 'count'],
        [
          ['ten', '10'],
          ['a thousand', '1,000'],
        ],
      ),
    ).toBe(['            count', '----------  -----', 'ten            10', 'a thousand  1,000'].join('\n')))

  test('markup is escaped', () => {
    expect(escaped('<a href="x">&')).toBe('&lt;a href=&quot;x&quot;&gt;&amp;')
    expect(htmlTable('c', ['', 'n'], [['<b>', '1']])).toContain('<th scope="row">&lt;b&gt;</th><td>1</td>')
  })
})
