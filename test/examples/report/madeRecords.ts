/** Records that no run left: of a task, a seed and what they should say. */
import fc from 'fast-check'
import { type Result, recordText, readRecord, type RunRecord } from '../../../examples/reproductions/record.js'
import { runId } from '../../../examples/reproductions/run.js'
import type { Task } from '../../../examples/reproductions/stage.js'
import { type Preset, presets, type Study } from '../../../examples/reproductions/study.js'
import { right } from '../../setup/answers.js'

export const madeRecord = (task: Task, seed: number, result: Result, more: Partial<RunRecord> = {}): RunRecord => ({
  version: 1,
  id: runId({ seed, task }),
  seed,
  task,
  images: 'images' in task ? 'd'.repeat(64) : null,
  counts: { cfg: [4, 'M', 3], parameters: 100, weights: 90, nonzero: 100, multiplyAccumulates: 1000, referenceFlops: 2100 },
  thresholds: [],
  result,
  circumstances: { narrownet: '0', node: 'v0', commit: 'none', backend: 'none', host: 'none', finished: 'never' },
  times: { wallSeconds: 2, processorSeconds: 1, passes: [] },
  ...more,
})

/** A training of two epochs that ends with an accuracy. */
export const endsWith = (accuracy: number, start = 0.1): Result => ({
  is: 'training',
  start: { loss: 2, accuracy: start },
  epochs: [0.5, accuracy].map((reached) => ({ training: { loss: 1, accuracy: reached }, test: { loss: 1, accuracy: reached } })),
  planned: 2,
  diverged: null,
  scales: [],
})

export const divergedAfter = (epochs: number): Result => ({
  is: 'training',
  start: { loss: 2, accuracy: 0.1 },
  epochs: Array.from({ length: epochs }, () => ({ training: { loss: 1, accuracy: 0.5 }, test: { loss: 1, accuracy: 0.5 } })),
  planned: 9,
  diverged: 'the loss went astray',
  scales: [],
})

const share = fc.double({ min: 0, max: 1, noNaN: true })
const positive = fc.double({ min: 0, max: 1e6, noNaN: true })
const count = fc.nat({ max: 1_000_000_000 })
const measured = fc.record({ loss: positive, accuracy: share })
const result: fc.Arbitrary<Result> = fc.oneof(
  {
    weight: 4,
    arbitrary: fc.record({
      is: fc.constant('training' as const),
      start: measured,
      epochs: fc.array(fc.record({ training: measured, test: measured }), { maxLength: 3 }),
      planned: fc.nat(9),
      diverged: fc.option(fc.constant('it went astray')),
      scales: fc.array(fc.nat(3), { maxLength: 101 }),
    }),
  },
  fc.record({
    is: fc.constant('sweep' as const),
    rows: fc.array(
      fc.record({
        ranking: fc.constantFrom('l1', 'l2', 'random', 'largest l1', 'activation mean-l1'),
        selection: fc.constantFrom('independent', 'greedy'),
        ratio: fc.constantFrom(0.1, 0.5, 0.9),
        loss: positive,
        accuracy: share,
      }),
      { maxLength: 12 },
    ),
  }),
  fc.record({
    is: fc.constant('sensitivity' as const),
    rows: fc.array(fc.record({ index: fc.nat(9), ratio: fc.constantFrom(0.1, 0.5), width: fc.nat(64), accuracy: share }), { maxLength: 8 }),
  }),
  fc.record({ is: fc.constant('timing' as const) }),
  fc.record({ is: fc.constant('refused' as const), why: fc.constantFrom('a layer would be empty', 'a | b\nc') }),
)
const counts = fc.record({
  cfg: fc.array(fc.oneof(fc.nat(512), fc.constant('M' as const)), { maxLength: 6 }),
  parameters: count,
  weights: count,
  nonzero: count,
  multiplyAccumulates: count,
  referenceFlops: count,
})

/** Any results for any of the studies' runs, as they are read back from files. */
export const anyRecords = (studies: readonly Study[], of: readonly Preset[] = presets): fc.Arbitrary<readonly RunRecord[]> => {
  const tasks = studies.flatMap((study) => of.flatMap((preset) => study.lines(preset).map(({ task }) => task)))
  const one = fc
    .record({
      task: fc.constantFrom(...tasks),
      seed: fc.nat(3),
      result,
      counts: fc.option(counts),
      passes: fc.array(fc.record({ batch: fc.constantFrom(1, 64), milliseconds: positive }), { maxLength: 2 }),
      seconds: positive,
    })
    .map(({ task, seed, result: came, counts: counted, passes, seconds }) =>
      madeRecord(task, seed, came, { counts: counted, times: { wallSeconds: seconds, processorSeconds: seconds, passes } }),
    )
  return fc
    .uniqueArray(one, { maxLength: 40, selector: ({ id }) => id })
    .map((records) => records.map((record) => right(readRecord('made', recordText(record)))))
}
