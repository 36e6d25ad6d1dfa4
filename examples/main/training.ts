/** A fit with its progress, and the curves it leaves. */
import { setImmediate as turn } from 'node:timers/promises'
import { either as E, function as F, taskEither as TE } from 'fp-ts'
import { type Arch, type Augmentation, type Cfg, evaluate, type FitOptions, fitSteps, type Key, type Network, type Shape } from 'narrownet'
import type { Budget, Recipe } from './budget.js'
import type { Job } from './job.js'
import type { JobError } from './jobError.js'
import { duration, percent } from './numerals.js'
import { sayLine, type Tell, withProgress } from './progress.js'

export interface Point {
  readonly x: number
  readonly y: number
}

/** x in epochs since the fit began. */
export interface Curves {
  /** of each batch, smoothed */
  readonly loss: readonly Point[]
  /** share of the validation images right: before the first epoch, then after each */
  readonly accuracy: readonly Point[]
}

export interface Trained<Net> {
  readonly network: Net
  readonly curves: Curves
}

/** A job with images of any shape. */
export type AnyJob<In extends Shape> = Job<In, Pick<Budget, 'timedPasses'>>

/** Share of the validation images a network gets right. */
const validated = <In extends Shape>(job: AnyJob<In>, network: Network<In, [10], Cfg, Arch>) =>
  evaluate(job.backend, network, job.images.validation)

/** The network after the last epoch, and the curves on the way there. */
const fitted =
  <In extends Shape, Widths extends Cfg, Name extends Arch>(
    job: AnyJob<In>,
    network: Network<In, [10], Widths, Name>,
    options: FitOptions,
    tell: Tell,
  ): TE.TaskEither<JobError, Trained<Network<In, [10], Widths, Name>>> =>
  async () => {
    const first = await validated(job, network)()
    if (E.isLeft(first)) return first
    const loss: Point[] = []
    const accuracy: Point[] = [{ x: 0, y: first.right.accuracy }]
    let trained = network
    for await (const event of fitSteps(job.backend, network, job.images.training, options)) {
      if (E.isLeft(event)) return event
      const done = event.right
      if (done._tag === 'step') {
        const previous = loss.at(-1)?.y ?? done.loss
        // A moving average over about 10 batches: single ones jump.
        const smooth = previous + 0.1 * (done.loss - previous)
        loss.push({ x: done.epoch + (done.step + 1) / done.stepsPerEpoch, y: smooth })
        tell(
          done.epoch * done.stepsPerEpoch + done.step + 1,
          done.epochs * done.stepsPerEpoch,
          `epoch ${done.epoch + 1} of ${done.epochs}, loss ${smooth.toFixed(3)}`,
        )
        // Lets signals and timers in; the steps themselves never leave the microtask queue.
        await turn()
      } else {
        const measured = await validated(job, done.network)()
        if (E.isLeft(measured)) return measured
        trained = done.network
        accuracy.push({ x: done.epoch + 1, y: measured.right.accuracy })
      }
    }
    return E.right({ network: trained, curves: { loss, accuracy } })
  }

/** Train by the recipe; a summary takes the place of the progress. */
export const training = <In extends Shape, Widths extends Cfg, Name extends Arch>(
  job: AnyJob<In>,
  label: string,
  network: Network<In, [10], Widths, Name>,
  recipe: Recipe & { readonly augmentation?: Augmentation },
  key: Key,
): TE.TaskEither<JobError, Trained<Network<In, [10], Widths, Name>>> => {
  const summary = (accuracy: readonly Point[], seconds: number): string =>
    `${recipe.epochs} ${recipe.epochs === 1 ? 'epoch' : 'epochs'} in ${duration(seconds)}; ${percent(accuracy.at(-1)?.y ?? 0, 1)} of the validation images right`
  return F.pipe(
    TE.fromIO(() => performance.now()),
    TE.bindTo('started'),
    TE.bind('trained', () => withProgress(job.terminal, label, (tell) => fitted(job, network, { ...recipe, key }, tell))),
    TE.tapIO(({ started, trained }) =>
      sayLine(job.terminal, label, summary(trained.curves.accuracy, (performance.now() - started) / 1000)),
    ),
    TE.map(({ trained }) => trained),
  )
}
