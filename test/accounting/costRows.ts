import { readFileSync } from 'node:fs'
import { densenet } from '../../lib/model/densenet.js'
import { mobilenetV1 } from '../../lib/model/mobilenetV1.js'
import { mobilenetV2 } from '../../lib/model/mobilenetV2.js'
import { mlp } from '../../lib/model/mlp.js'
import { preResnet } from '../../lib/model/preResnet.js'
import { resnet } from '../../lib/model/resnet.js'
import { resnet34 } from '../../lib/model/resnet34.js'
import { squeezenet } from '../../lib/model/squeezenet.js'
import { unet } from '../../lib/model/unet.js'
import { vgg } from '../../lib/model/vgg.js'
import { vggA } from '../../lib/model/vggA.js'
import type { Countable } from '../../lib/network/visitsOf.js'
import { key, type Key } from '../../lib/random/key.js'

/** A network by the name and options of its constructor, and its costs: facts about architectures, each as papers or their code have it. */
export interface CostRow {
  readonly name: string
  readonly model: keyof typeof models
  readonly options: { readonly classes: number }
  /** parameters by each convention */
  readonly trained: number
  readonly weights?: number
  readonly withSelections: number
  /** operations by each convention */
  readonly macs?: number
  readonly reference?: number
  readonly referenceOneForMac?: number
  /** what the row is called where the numbers come from */
  readonly published: readonly string[]
}

const models = { densenet, mlp, mobilenetV1, mobilenetV2, preResnet, resnet, resnet34, squeezenet, unet, vgg, vggA }

export const costRows = JSON.parse(readFileSync(new URL('costs.json', import.meta.url), 'utf8')) as readonly CostRow[]

/** "VGG-16-A, 100 classes" */
export const titleOf = ({ name, model, options }: CostRow): string => (model === 'mlp' ? name : `${name}, ${options.classes} classes`)

/** The network, or what waits for a key to be one. The casts: options from a file, of which the compiler knows nothing, are those of the constructor that the file names. */
export const networkOf = ({ model, options }: CostRow): Countable => {
  const construct = models[model] as (given: never, drawnFrom: Key) => Countable
  return construct(options as never, key(0))
}
