import { readFileSync } from 'node:fs'
import { describe, expect, test, vi } from 'vitest'
import { multiplyAccumulates, parameterCount } from '../../lib/accounting/cost.js'
import { flops } from '../../lib/accounting/flops.js'
import { referenceCounter } from '../../lib/accounting/referenceCounter.js'
import { layerCosts } from '../../lib/network/layerCosts.js'
import { shared } from '../setup/shared.js'
import { type CostRow, costRows, networkOf, titleOf } from './costRows.js'

vi.mock('../../lib/random/initializers.js', async (importOriginal) => (await import('../setup/undrawn.js')).undrawn(await importOriginal()))

describe('every number as published', () => {
  test.each(costRows.map((row) => [titleOf(row), row] as const))('%s', (_title, row) => {
    const network = networkOf(row)
    const found = {
      trained: parameterCount(network),
      weights: parameterCount(network, { convention: 'weights' }),
      withSelections: parameterCount(network, { convention: 'reference counter' }),
      macs: multiplyAccumulates(network),
      reference: flops(network, 'reference counter').count,
      referenceOneForMac: flops(network, 'reference counter, 1 for a mac').count,
    }
    expect(found).toMatchObject(Object.fromEntries(Object.entries(row).filter(([column]) => column in found)))
    expect(flops(network, 'macs').count).toBe(found.macs)
    expect(flops(network, '2 x macs').count).toBe(2 * found.macs)
    expect(found.reference - found.referenceOneForMac).toBe(found.macs)
  })
})

type ByArchitecture = Readonly<
  Record<string, Readonly<Record<'params' | 'conv_linear_weights' | 'macs' | 'flops2' | 'repo_flops', number>>>
>

interface ByCounter {
  readonly model: string
  readonly dataset: string
  readonly params_script_count: number
  readonly params_without_channel_selection: number
  readonly flops: Readonly<Record<'multiply_adds_true' | 'multiply_adds_false', Readonly<Record<string, number>>>>
}

/** Widths that nobody published. */
const unknown = [
  ...[1, 2, 3, 4, 5, 6].map((tenths) => `foolwood VGG-19 0.${tenths}`),
  'slim-preresnet164-0.4 after cifar10',
  'slim-preresnet164-0.6 after cifar10',
  'slim-vgg19-full-0.7 after cifar10',
  'slim-vgg19-sixteenth-one-channel-0.7 after cifar10',
]

describe.skipIf(shared === undefined)('the files that the numbers come from', () => {
  const read = <Content>(file: string, member: string): Content =>
    (JSON.parse(readFileSync(`${shared}reference/${file}`, 'utf8')) as Readonly<Record<string, Content>>)[member]!
  const rowOf = (published: string): CostRow => {
    const row = costRows.find((one) => one.published.includes(published))
    if (row === undefined) throw new Error(`no row for ${published}`)
    return row
  }

  test('counted by architecture', () => {
    const all = Object.entries(read<ByArchitecture>('costs.json', 'results')).filter(([name]) => !unknown.includes(name))
    expect(all.length).toBeGreaterThan(40)
    for (const [name, costs] of all) {
      const row = rowOf(name)
      expect(row, name).toMatchObject({ trained: costs.params, weights: costs.conv_linear_weights, macs: costs.macs })
      expect(costs.flops2, name).toBe(2 * costs.macs)
      if (row.reference !== undefined) expect(row.reference, name).toBe(costs.repo_flops)
    }
    // there, neither rectifiers nor pools were counted
    const partly = all.map(([name]) => rowOf(name)).filter(({ reference }) => reference === undefined)
    expect(partly.map(({ name, model }) => (model === 'mlp' ? model : name))).toEqual([
      'ResNet-34-C, 205 channels',
      ...Array(6).fill('mlp'),
    ])
  })

  const kinds: Readonly<Record<string, readonly string[]>> = {
    conv: ['conv2d'],
    linear: ['linear'],
    bn2d: ['batchNorm'],
    relu: ['relu'],
    pool_modules: ['maxPool', 'globalAveragePool'],
  }

  test('counted by the scripts, kind of layer by kind of layer', () => {
    const all = read<readonly ByCounter[]>('costs-by-reference-counter.json', 'rows')
      .map((counted) => ({ ...counted, name: `${counted.model} ${counted.dataset}` }))
      .filter(({ name }) => !unknown.includes(name))
    expect(all.length).toBeGreaterThan(60)
    for (const { name, flops: counted, ...parameters } of all) {
      const row = rowOf(name)
      expect(row, name).toMatchObject({
        trained: parameters.params_without_channel_selection,
        withSelections: parameters.params_script_count,
        reference: counted.multiply_adds_true.total,
        referenceOneForMac: counted.multiply_adds_false.total,
      })
      const costs = layerCosts(networkOf(row))
      for (const [perMultiplyAccumulate, expected] of [
        [1, counted.multiply_adds_false],
        [2, counted.multiply_adds_true],
      ] as const) {
        for (const [kind, tags] of Object.entries(kinds)) {
          const own = costs.filter(({ layer }) => tags.includes(layer._tag))
          const operations = own.reduce((sum, cost) => sum + referenceCounter(cost, { perMultiplyAccumulate }), 0)
          expect(operations, `${name}, ${kind}`).toBe(expected[kind])
        }
      }
    }
  })
})
