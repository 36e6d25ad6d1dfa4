/** Two data sets of one name must not meet in one chain of runs: copies of CIFAR-10 that lost something are other images than those published. */
import { either as E, function as F, taskEither as TE } from 'fp-ts'
import { fileError, type JobError } from '../main/jobError.js'
import type { Bench } from './bench.js'
import { recordAt, recordPath } from './folder.js'
import { neededBy, type Run, runId } from './run.js'
import { type Images, type Ranking, type Stage, startOf, type Task } from './stage.js'

/**
 * A `Left`, the machine's fault, where a run that this one starts from was trained on other images of the same set than those that are here; and where
 * the run itself has a record of other images, which would be replaced.
 */
export const sameImages = (run: Run, bench: Bench): TE.TaskEither<JobError, void> => {
  const sets = new Set(imagesSeenBy(run.task).map(({ set }) => set))
  return F.pipe(
    chainOf(run),
    TE.traverseSeqArray((each) =>
      'images' in each.task && sets.has(each.task.images.set) ? recordedOn(each, each.task.images, bench) : TE.right(undefined),
    ),
    TE.map(() => undefined),
  )
}

/** The run, the one that it starts from, the one that that one starts from. */
const chainOf = (run: Run): readonly Run[] => {
  const needed = neededBy(run)
  return needed === undefined ? [run] : [run, ...chainOf(needed)]
}

const recordedOn = (run: Run, images: Images, { folders, images: load }: Bench): TE.TaskEither<JobError, void> =>
  F.pipe(
    recordAt(folders, runId(run)),
    TE.orElseW(() => TE.right(undefined)), // a damaged one says nothing
    TE.flatMap((record) =>
      record === undefined || record.images === null
        ? TE.right(undefined)
        : F.pipe(
            load(images),
            TE.flatMapEither(({ digest }) =>
              digest === record.images
                ? E.right(undefined)
                : E.left(
                    fileError(
                      recordPath(folders, record.id),
                      `a run on the images that are here, of SHA-256 ${digest}`,
                      `one on those of ${record.images}: runs that start from each other see the same images, so name those by --data, or other folders by --records and --work`,
                    ),
                  ),
            ),
          ),
    ),
  )

/** What a run looks at: to train, to test, or to rank channels before. */
const imagesSeenBy = (task: Task): readonly Images[] => [
  ...('images' in task ? [task.images] : []),
  ...('rankings' in task ? task.rankings : 'ranking' in task ? [task.ranking] : []).flatMap(imagesOfRanking),
  ...imagesOfPruning(startOf(task)),
]

const imagesOfPruning = (stage: Stage): readonly Images[] =>
  stage.stage === 'pruned' ? [...('ranking' in stage.by ? imagesOfRanking(stage.by.ranking) : []), ...imagesOfPruning(stage.from)] : []

const imagesOfRanking = (ranking: Ranking): readonly Images[] => (ranking.by === 'activation' ? [ranking.images] : [])
