/** A network before its weights, as data: what a study names, what a run's settings hold, what a record repeats. */
import { either as E, function as F } from 'fp-ts'
import {
  type AnyNetwork,
  convnet,
  densenet,
  errorMessage,
  type Initialize,
  type Key,
  mlp,
  preResnet,
  resnet,
  sequentialFrom,
  type Shape,
  type Spec,
  vgg,
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
  | { readonly family: 'preResnet'; readonly depth: number; readonly classes: number }
  | { readonly family: 'densenet'; readonly depth: number; readonly classes: number; readonly stem: number }
  | { readonly family: 'layers'; readonly input: Shape; readonly layers: readonly Spec[] }

/** Layers of one's own, as `sequential` composed and checked them. */
export const architectureOf = ({ input, layers }: Pick<Initialize<AnyNetwork>, 'input' | 'layers'>): Architecture => ({
  family: 'layers',
  input,
  layers,
})

/** The network with weights drawn from the key. */
export const networkOf = (architecture: Architecture, key: Key): AnyNetwork => {
  switch (architecture.family) {
    case 'mlp':
      return mlp({ input: architecture.input, cfg: architecture.cfg, classes: architecture.classes }, key)
    case 'convnet':
      return convnet({ input: architecture.input, cfg: architecture.cfg, classes: architecture.classes }, key)
    case 'vgg': {
      const { family: _, ...options } = architecture
      return vgg(options, key)
    }
    case 'resnet': {
      const { family: _, ...options } = architecture
      return resnet(options, key)
    }
    case 'preResnet':
      return preResnet({ depth: architecture.depth, classes: architecture.classes }, key)
    case 'densenet':
      return densenet({ depth: architecture.depth, classes: architecture.classes, stem: architecture.stem }, key)
    case 'layers':
      return F.pipe(
        sequentialFrom(architecture.input, architecture.layers),
        E.match(
          (error) => {
            throw new TypeError(errorMessage(error))
          },
          (initialize) => initialize(key),
        ),
      )
  }
}
