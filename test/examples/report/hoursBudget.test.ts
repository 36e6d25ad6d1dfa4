import { describe, expect, test } from 'vitest'
import { effortOf } from '../../../examples/reproductions/effort.js'
import { archiveOf } from '../../../examples/reproductions/report/archive.js'
import { hoursBudget } from '../../../examples/reproductions/report/hoursBudget.js'
import { placeText, stageOfNetwork } from '../../../examples/reproductions/report/stageOfNetwork.js'
import { fresh, trained } from '../../../examples/reproductions/stage.js'
import { line, type Study } from '../../../examples/reproductions/study.js'
import { endsWith, madeRecord } from './madeRecords.js'
import { images, narrow, training, whole } from './madeStudy.js'

const tuned = trained(narrow, images, { ...training, epochs: 4 })
const other = trained(fresh({ family: 'resnet', depth: 8, classes: 10, shortcut: 'averagePool' }), images, training)
const study = (name: string): Study => ({
  name,
  claim: 'Something holds.',
  source: 'nobody',
  lines: (preset) => (preset === 'hours' ? [line('tuned', tuned), line('other', other)] : []),
})
const counted = (): number => 1000
const budgetOf = (records: Parameters<typeof archiveOf>[0]) => hoursBudget([study('one'), study('two')], archiveOf(records, counted))
const hours = (seconds: number) => ({ times: { wallSeconds: seconds, processorSeconds: seconds, passes: [] } })

describe('what hours takes', () => {
  test('counts a run once, and what no record tells of as unknown', () =>
    expect(budgetOf([])).toEqual({ coreHours: 0, measured: 0, estimated: 0, unknown: 3 }))

  test('estimates by the pace of whole networks of the family, in proportion to the work', () => {
    const found = budgetOf([0, 1, 2].map((seed) => madeRecord(whole, seed, endsWith(0.9), hours(3600 * (seed + 1)))))
    expect(found).toMatchObject({ measured: 1, estimated: 1, unknown: 1 })
    const effort = effortOf(counted)
    expect(found.coreHours).toBeCloseTo(2 * (1 + effort(tuned) / effort(whole)), 9)
    expect(effort(tuned)).toBe(2 * effort(whole))
  })

  test('takes what was measured before what was estimated', () => {
    const records = [madeRecord(whole, 0, endsWith(0.9), hours(3600)), madeRecord(tuned, 0, endsWith(0.9), hours(900))]
    expect(budgetOf(records)).toEqual({ coreHours: 1.25, measured: 2, estimated: 0, unknown: 1 })
  })
})

describe('stages of networks', () => {
  test('of a ResNet each a third of its blocks, of a VGG what lies between two pools', () => {
    const resnet = { family: 'resnet', depth: 20, classes: 10, shortcut: 'averagePool' } as const
    expect([0, 2, 3, 5, 6, 8].map((index) => stageOfNetwork(resnet, index))).toEqual([1, 1, 2, 2, 3, 3])
    const vgg = { family: 'vgg', cfg: [8, 'M', 16, 16, 'M', 32, 64], classes: 10, initialScale: 0.5 } as const
    expect([0, 2, 3, 5, 6].map((index) => stageOfNetwork({ ...vgg, linearLayers: 2 }, index))).toEqual([1, 2, 2, 3, undefined])
    expect(stageOfNetwork({ ...vgg, linearLayers: 1 }, 6)).toBe(3)
    expect([placeText(resnet, 4), placeText({ ...vgg, linearLayers: 2 }, 6)]).toEqual(['stage 2, layer 4', 'layer 6'])
  })
})
