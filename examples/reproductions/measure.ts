/** What is measured of a network without changing it: pruned by ratios and rankings, layer by layer, and by the clock. */
import { either as E, function as F, taskEither as TE } from 'fp-ts'
import { type AnyNetwork, cut, evaluate, frozen, planByRatio, sensitivity, tensor } from 'narrownet'
import type { JobError } from '../main/jobError.js'
import { secondsNow, secondsSince } from './clock.js'
import type { Outcome } from './outcome.js'
import { criterionOf, rankingName, type Workplace } from './prunedBy.js'
import type { SensitivityOf, Sweep, Timed } from './stage.js'

type Measurement = TE.TaskEither<JobError, Outcome>

/** Accuracy on the test images without retraining, for each ranking, selection and ratio; all entries of the cfg lose the same share. */
export const sweepOf =
  ({ images, rankings, selections, ratios }: Sweep, network: AnyNetwork, at: Workplace, signal: AbortSignal): Measurement =>
  async () => {
    const began = secondsNow()
    const loaded = await at.images(images)()
    if (E.isLeft(loaded)) return loaded
    const rows = []
    for (const ranking of rankings) {
      const criterion = await criterionOf(ranking, network, at)()
      if (E.isLeft(criterion)) return criterion
      for (const selection of selections)
        for (const ratio of ratios) {
          const answer = await F.pipe(
            TE.fromEither(planByRatio(criterion.right, ratio, { selection, minimumWidth: 1 })(network)),
            TE.flatMapEither((plan) => cut(plan)(network)),
            TE.flatMap((smaller) => evaluate(at.backend, smaller, loaded.right.test, { signal })),
          )()
          if (E.isLeft(answer)) return answer
          const { loss, accuracy } = answer.right
          rows.push({ ranking: rankingName(ranking), selection, ratio, loss, accuracy })
        }
    }
    return E.right({ result: { is: 'sweep', rows }, network: undefined, seconds: secondsSince(began), passes: [] })
  }

/** Accuracy with one entry of the cfg pruned and the others whole (Li et al. 2017, section 3.2). */
export const sensitivityOf = (
  { images, ranking, ratios }: SensitivityOf,
  network: AnyNetwork,
  at: Workplace,
  signal: AbortSignal,
): Measurement => {
  const began = secondsNow()
  return F.pipe(
    TE.Do,
    TE.bind('loaded', () => at.images(images)),
    TE.bind('criterion', () => criterionOf(ranking, network, at)),
    TE.flatMap(({ loaded, criterion }) => sensitivity(at.backend, network, loaded.test, criterion, ratios, { signal })),
    TE.map((rows) => ({ result: { is: 'sensitivity', rows }, network: undefined, seconds: secondsSince(began), passes: [] })),
  )
}

const passes = 30

/** Median milliseconds of a pass of the network as it would serve, by batch size, after a warm-up. */
export const timesOf =
  ({ batches }: Timed, network: AnyNetwork, { backend }: Pick<Workplace, 'backend'>): Measurement =>
  async () => {
    const began = secondsNow()
    const ask = frozen(backend, network)
    const measured = []
    for (const batch of batches) {
      const size = network.input.reduce((product, axis) => product * axis, batch)
      const input = tensor(
        [batch, ...network.input],
        Float32Array.from({ length: size }, (_, at) => Math.sin(at)),
      )
      if (E.isLeft(input)) return input
      const times: number[] = []
      for (let pass = -5; pass < passes; pass += 1) {
        const started = performance.now()
        const answer = await ask(input.right)()
        if (E.isLeft(answer)) return answer
        if (pass >= 0) times.push(performance.now() - started)
      }
      measured.push({ batch, milliseconds: times.toSorted((one, other) => one - other)[passes / 2] ?? Number.NaN })
    }
    ask.release()
    return E.right({ result: { is: 'timing' }, network: undefined, seconds: secondsSince(began), passes: measured })
  }
