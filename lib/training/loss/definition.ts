/** What a loss is: one record of small functions over its plain description, all in the loss's own file. */
import type { Augment } from '../../data/augmentation.js'
import type { AnyDataset } from '../../data/dataset.js'
import type { Target } from '../../data/target.js'
import type { Backend, DeviceArray } from '../../engine/backend.js'
import type { Judged } from '../../engine/lossOperations.js'
import type { AnyNetwork, Node } from '../../network/network.js'
import type { FieldProblem } from '../../shape/fieldProblem.js'
import type { Kinds } from '../../shape/kind.js'
import type { MapShape, Shape } from '../../shape/shape.js'
import type { Tensor } from '../../shape/tensor.js'
import { cellsIn } from './cells.js'

/** What a data set's answers are. */
export type TargetKind = 'classes' | Target['_tag']

/** The same of a type. */
export type KindOf<Data> = [Data] extends [never]
  ? 'classes'
  : Data extends { readonly target: { readonly _tag: infer Kind extends TargetKind } }
    ? Kind
    : 'classes'

/** The same, and whether classes are told of samples or of the cells of their maps: what is measured follows from it. */
export type MeasuredOf<Data> =
  KindOf<Data> extends 'probabilities'
    ? Data extends { readonly target: { readonly shape: MapShape } }
      ? 'cells'
      : 'probabilities'
    : KindOf<Data>

/** The kind of a value. */
export const kindOf = (samples: AnyDataset): TargetKind => ('target' in samples ? samples.target._tag : 'classes')

/** What a network is to answer to a batch, as a loss wants it on the device: plain data, which can be posted. */
export interface Wanted {
  /** [samples], or [samples * cells] where the cells of maps have classes: their numbers, and one above them where a cell has none */
  readonly labels?: Uint16Array
  /** [samples, ...output]; of a cell without a class 0 for all */
  readonly targets?: Tensor<Shape>
  /** [samples * cells], where cells may have no class: what each counts for in the mean over all, 0 or as much as the others that have one */
  readonly counts?: Float32Array
  /** what this batch counts for beside others, of which it may be a part: answers, or their weights; 0 where no cell has a class */
  readonly weight: number
  /** how many answers the measure is told of: samples, or cells that have a class; of labels and vectors, numbers */
  readonly answers: number
}

/** All that the library knows of a kind of loss; `Given` is its description. */
export interface LossDefinition<Given> {
  /** What its description holds besides the tag. */
  readonly fields: Kinds<Omit<Given, '_tag'>>
  readonly goesWith: readonly TargetKind[]
  /** The first number that makes no sense for a network of these shapes, judged as the float32 that it becomes on a device. */
  readonly problem: (loss: Given, network: Pick<AnyNetwork, 'input' | 'output'>) => FieldProblem | undefined
  /** What it wants of these samples, which may be augmented. */
  readonly wanted: (loss: Given, samples: AnyDataset, indices: Uint32Array, augment: Augment | undefined) => Wanted
  /** The shapes alone, of so many samples, whose cells may or may not all have classes: for a rehearsal. */
  readonly shapes: (loss: Given, samples: number, output: Shape, mayLackClasses: boolean) => Wanted
  /** Loss, measure and the gradient by the output (taken); `targets` are what `wanted` has, on the device, and borrowed. */
  readonly judged: (backend: Backend, output: DeviceArray, targets: OnDevice, loss: Given) => Judged
  /** A network whose answers to the batch it learns from, too; and itself with other nodes of that network. */
  readonly teacher?: { readonly of: (loss: Given) => AnyNetwork; readonly withNodes: (loss: Given, nodes: readonly Node[]) => Given }
  /** Of a loss that a program has defined: the module that exports it, if it says so. */
  readonly own?: { readonly module: string | undefined }
  /** What a fit's record says of it, by field; none for what changes nothing. */
  readonly recorded: (loss: Given) => Readonly<Record<string, number | string | boolean>>
}

/** The parts of `Wanted` on a device. */
export interface OnDevice {
  readonly labels: DeviceArray | undefined
  readonly targets: DeviceArray | undefined
  readonly counts?: DeviceArray | undefined
  /** what the teacher answers, where there is one */
  readonly taught?: DeviceArray | undefined
}

/** An array of zeros that stands for targets where only shapes count. */
export const shapeOf = (samples: number, output: Shape): Tensor<Shape> => ({ shape: [samples, ...output], values: new Float32Array(0) })

/** What a loss that compares with all of these wants, as far as shapes go. */
export const answerShapes = (samples: number, output: Shape, kind: TargetKind, mayLackClasses: boolean): Wanted => {
  const rows = samples * cellsIn(output)
  const hasClasses = kind === 'classes' || kind === 'probabilities'
  return {
    ...(hasClasses && { labels: new Uint16Array(rows) }),
    targets: shapeOf(samples, output),
    ...(mayLackClasses && { counts: new Float32Array(rows) }),
    weight: rows,
    answers: rows,
  }
}
