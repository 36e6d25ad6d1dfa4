import fc from 'fast-check'
import { either as E } from 'fp-ts'
import { describe, expect, test } from 'vitest'
import * as _ from '../../lib/layer/layer.js'
import { layerNodes } from '../../lib/network/layerNodes.js'
import { visitsOf } from '../../lib/network/visitsOf.js'
import { channelsOf, elementCount } from '../../lib/shape/shape.js'
import { run } from '../reference/network.js'
import { arbitraryNetwork } from '../setup/networks.js'

/** Every layer of a generated network, with its input and output. */
const placed = arbitraryNetwork.map((network) => ({ network, visits: visitsOf(network.input, network.nodes) }))

describe('every definition keeps its promises', () => {
  test('the shape it gives is the shape it gave; the arrays have its shapes and one axis name a dimension', () => {
    fc.assert(
      fc.property(placed, ({ network, visits }) => {
        const arrays = new Map(layerNodes(network.nodes))
        for (const { path, layer, input, output } of visits) {
          const definition = _.definitionOf(layer)
          expect(definition.outputShape(layer, input)).toEqual(E.right(output))
          const specs = definition.arrays(layer)
          expect(Object.keys(arrays.get(path)!.arrays)).toEqual(Object.keys(specs))
          for (const [name, { shape, axes }] of Object.entries(specs)) {
            expect(axes.length).toBe(shape.length)
            expect(arrays.get(path)!.arrays[name]?.length).toBe(elementCount(shape))
          }
        }
      }),
    )
  })

  test('a layer that makes channels makes as many as it says; one that carries them puts each where it belongs', () => {
    fc.assert(
      fc.property(placed, ({ visits }) => {
        for (const { layer, input, output } of visits) {
          const { channels } = _.definitionOf(layer)
          if (channels._tag !== 'carried') expect(channels.count(layer)).toBe(channelsOf(output))
          else {
            const labels = Array.from({ length: channelsOf(input) }, (_channel, at) => at)
            const along = channels.along(labels, input, layer)
            const added = layer._tag === 'padChannels' ? layer.added : 0
            expect(along.length).toBe(channelsOf(output))
            const carried = Array.from({ length: along.length - added }, (_place, at) => at % labels.length)
            expect(along).toEqual([...carried, ...Array<undefined>(added).fill(undefined)])
          }
        }
      }),
    )
  })

  test('one that says that it keeps zeros answers zeros with zeros', () => {
    const kept = new Set<boolean>()
    fc.assert(
      fc.property(placed, ({ network, visits }) => {
        const arrays = new Map(layerNodes(network.nodes))
        for (const { path, layer, input } of visits) {
          const keeps = _.definitionOf(layer).keepsZero(layer)
          kept.add(keeps)
          if (!keeps) continue
          const node = arrays.get(path)!
          const named = Object.entries(node.arrays).map(([name, values]) => [`0.${name}`, Float64Array.from(values)] as const)
          const zeros = { shape: [1, ...input], values: new Float64Array(elementCount(input)) }
          const { output } = run([node], Object.fromEntries(named), zeros, undefined)
          expect(output.values.every((value) => value === 0)).toBe(true)
        }
      }),
    )
    expect(kept.size).toBe(2)
  })

  test('with its own channel counts a layer is itself', () => {
    fc.assert(
      fc.property(placed, ({ visits }) => {
        for (const { layer, input, output } of visits)
          expect(_.definitionOf(layer).withChannels(layer, channelsOf(input), channelsOf(output))).toEqual(layer)
      }),
    )
  })
})
