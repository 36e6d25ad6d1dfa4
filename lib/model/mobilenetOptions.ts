/** The options of the MobileNets, which are one another's but for the table of their widths. */
import type { Count } from '../shape/count.js'
import { aNumber, type Kinds, oneOf, optional } from '../shape/kind.js'
import type { Positive } from '../shape/positive.js'
import type { MapShape } from '../shape/shape.js'
import { type DefaultCfg, familyKinds, type Given, type OwnCfg } from './family.js'

interface MobilenetSettings {
  /** how many times the map is halved: 5 (default) for large images, 3 for those of CIFAR, where the first two strides are 1 */
  readonly halvings?: 3 | 5 | undefined
  /** where every batch norm's scale starts; default 1 */
  readonly initialScale?: number | undefined
}

/** What is wrong with an option is a sentence in its place. `Cfgs`: the family's default cfgs by width multiplier. */
export interface MobilenetOptions<
  Classes extends number,
  Width extends number,
  In extends MapShape,
  Own extends readonly number[],
  Explained,
  Cfgs extends Readonly<Record<keyof Cfgs, readonly number[]>>,
> extends MobilenetSettings {
  readonly classes: Count<Classes, 'classes'>
  /** multiplies every width, which is then rounded as the family's paper has it; default 1 */
  readonly width?: Positive<Width, 'the width'>
  /** [height, width, channels]; default [224, 224, 3] */
  readonly input?: In
  /** as the default one, nowhere wider */
  readonly cfg?: OwnCfg<DefaultCfg<Width, Cfgs>, Own, Explained>
}

/** The same as run time sees them: the compiler has seen that none is a sentence. */
export type PlainMobilenetOptions = Omit<Given, 'depth'> & MobilenetSettings & { readonly cfg?: readonly number[]; readonly width?: number }

export const mobilenetKinds: Kinds<PlainMobilenetOptions> = { ...familyKinds, width: optional(aNumber), halvings: optional(oneOf(3, 5)) }
