/** The average of a fit that is resumed, and whether it goes with a network. */
import { type ArraySpec, isConstant } from '../layer/definition.js'
import { definitionOf } from '../layer/layer.js'
import { layerNodes } from '../network/layerNodes.js'
import type { Node } from '../network/network.js'
import { known } from '../shape/invariant.js'
import { anObject, floats } from '../shape/kind.js'
import { elementCount } from '../shape/shape.js'
import type { ArrayValues } from './deviceState.js'
import { badOption, type BadOption } from './options.js'

/** An average of another network (narrowed since, say) has arrays that do not fit; each holds what the network's own array may hold. */
export const averageStateProblem = (of: string, nodes: readonly Node[], average: ArrayValues | undefined): BadOption | undefined => {
  if (average === undefined) return undefined
  // as plain JavaScript may give it
  if (!object.is(average)) return badOption(`${of}.average`, object.name, average)
  const specs = new Map<string, Pick<ArraySpec, 'holds'> & { readonly size: number }>(
    layerNodes(nodes).flatMap(([path, { layer }]) =>
      Object.entries(definitionOf(layer).arrays(layer)).flatMap(([name, spec]) =>
        isConstant(spec.role) ? [] : [[`${path}.${name}`, { size: elementCount(spec.shape), holds: spec.holds }] as const],
      ),
    ),
  )
  for (const [path, values] of Object.entries(average)) {
    const option = `${of}.average["${path}"]`
    const spec = specs.get(path)
    if (!floats.is(values)) return badOption(option, 'a Float32Array', typeof values)
    if (values.length !== spec?.size)
      return badOption(option, `${spec === undefined ? 'no such array' : `${spec.size} numbers`}, as the network has`, values.length)
    const broken = spec.holds.brokenAt(values)
    if (broken >= 0) return badOption(option, spec.holds.name, known(values[broken]))
  }
  return undefined
}

const object = anObject<ArrayValues>()
