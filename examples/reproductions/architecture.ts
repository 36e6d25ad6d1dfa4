/** A network before its weights, as data: what a study names, what a run's settings hold, what a record repeats. */
import { either as E, function as F } from 'fp-ts'
import {
  type AnyNetwork,
  convnet,
  densenet,
  errorMessage,
  type Initialize,
  type Key,
  key,
  mlp,
  mobilenetV2,
  multiplyAccumulates,
  preResnet,
  resnet,
  resnet34,
  sequentialFrom,
  type Shape,
  type Spec,
  vgg,
  vggA,
} from 'narrownet'

type Sizes = readonly [number, number, number]

/** A family of the library with its options, or layers of one's own. */
export type Architecture =
  | { readonly family: 'mlp'; readonly input: Sizes; readonly cfg: readonly number[]; readonly classes: number }
  | {
      readonly family: 'convnet'
      readonly input: Sizes
      readonly cfg: readonly [number, number, number]
      readonly classes: number
    }
  | {
      readonly family: 'vgg'
      readonly cfg: readonly (number | 'M')[]
      readonly classes: number
      readonly linearLayers: 1 | 2
      readonly initialScale: number
    }
  | {
      readonly family: 'resnet'
      readonly depth: number
      readonly classes: number
      readonly shortcut: 'averagePool' | 'subsample' | 'projection'
    }
  /** ImageNet's, of [224, 224, 3] and 1000 classes; `outChannels` are those of the stages */
  | {
      readonly family: 'resnet34'
      readonly shortcut: 'subsample' | 'projection'
      readonly outChannels: readonly [number, number, number, number]
    }
  /** ImageNet's, of [224, 224, 3] and 1000 classes */
  | { readonly family: 'vggA' }
  | { readonly family: 'preResnet'; readonly depth: number; readonly classes: number }
  | { readonly family: 'densenet'; readonly depth: number; readonly classes: number; readonly stem: number }
  /** for images of 32 x 32 cells, which are halved three times */
  | { readonly family: 'mobilenetV2'; readonly width: number; readonly classes: number }
  | { readonly family: 'layers'; readonly input: Shape; readonly layers: readonly Spec[] }

/** Layers of one's own, as `sequential` composed and checked them. */
export const architectureOf = ({ input, layers }: Pick<Initialize<AnyNetwork>, 'input' | 'layers'>): Architecture => ({
  family: 'layers',
  input,
  layers,
})

/** What can be counted of it; ImageNet's networks draw nothing for that. */
export const countableOf = (architecture: Architecture): Parameters<typeof multiplyAccumulates>[0] => {
  switch (architecture.family) {
    case 'resnet34':
      return resnet34({ classes: 1000, shortcut: architecture.shortcut, outChannels: architecture.outChannels })
    case 'vggA':
      return vggA({ classes: 1000 })
    default:
      return networkOf(architecture, key(0))
  }
}

/** The network with weights drawn from the key. */
export const networkOf = (architecture: Architecture, drawnBy: Key): AnyNetwork => {
  switch (architecture.family) {
    case 'mlp':
      return mlp({ input: architecture.input, cfg: architecture.cfg, classes: architecture.classes }, drawnBy)
    case 'convnet':
      return convnet({ input: architecture.input, cfg: architecture.cfg, classes: architecture.classes }, drawnBy)
    case 'vgg': {
      const { family: _, ...options } = architecture
      return vgg(options, drawnBy)
    }
    case 'resnet': {
      const { family: _, ...options } = architecture
      return resnet(options, drawnBy)
    }
    case 'resnet34':
      return resnet34({ classes: 1000, shortcut: architecture.shortcut, outChannels: architecture.outChannels })(drawnBy)
    case 'vggA':
      return vggA({ classes: 1000 })(drawnBy)
    case 'preResnet':
      return preResnet({ depth: architecture.depth, classes: architecture.classes }, drawnBy)
    case 'densenet':
      return densenet({ depth: architecture.depth, classes: architecture.classes, stem: architecture.stem }, drawnBy)
    case 'mobilenetV2':
      return mobilenetV2({ input: [32, 32, 3], halvings: 3, width: architecture.width, classes: architecture.classes })(drawnBy)
    case 'layers':
      return F.pipe(
        sequentialFrom(architecture.input, architecture.layers),
        E.match(
          (error) => {
            throw new TypeError(errorMessage(error))
          },
          (initialize) => initialize(drawnBy),
        ),
      )
  }
}
