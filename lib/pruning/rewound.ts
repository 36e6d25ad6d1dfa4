/** Lottery-ticket rewinding: the first weights again, of what pruning kept. */
import { either as E, function as F } from 'fp-ts'
import { isConstant } from '../layer/definition.js'
import { underMask } from '../layer/masked.js'
import { wellFormed } from '../network/admitted.js'
import { type ArrayMismatch, arraysOf, mapLayers, withArrays } from '../network/arrays.js'
import type { Arch, Network } from '../network/network.js'
import type { Cfg } from '../shape/atMost.js'
import type { Shape } from '../shape/shape.js'

/**
 * A masked network with the arrays that the network had at first, running statistics too; masks and selections stay.
 *
 * Rewinding to a plan of channels is the plan's surgery on the first network: `cut(plan)(initial)`.
 *
 * A `Left` that lists every array that does not fit, where the masked network was not made of one like the initial.
 *
 * Law: rewound(initial)(maskSmallest(options)(initial)) = maskSmallest(options)(initial), however it was trained in between.
 *
 * @see Frankle & Carbin 2019, "The lottery ticket hypothesis: finding sparse, trainable neural networks", section 2
 * @example
 * const initial = sequential(input(2), linear(2, 1, { bias: false }))(key(0))
 * const trained = orThrow(withArrays({ '0.weight': Float32Array.of(0.5, 4) })(initial))
 * const ticket = orThrow(rewound(initial)(orThrow(maskSmallest({ ratio: 0.5 })(trained))))
 * const at = (network: Parameters<typeof arraysOf>[0]) => [...(arraysOf(network)[0]?.values ?? [])]
 * at(ticket) // => [0, at(initial)[1]]
 */
export const rewound =
  <In extends Shape>(initial: Network<In, Shape, Cfg, Arch>) =>
  <Net extends Network<In, Shape, Cfg, Arch>>(masked: Net): E.Either<ArrayMismatch, Net> => {
    const first = arraysOf(wellFormed('rewound', initial)).filter(({ role }) => !isConstant(role))
    const kept = arraysOf(wellFormed('rewound', masked)).filter(({ role }) => isConstant(role))
    return F.pipe(
      masked,
      withArrays(Object.fromEntries([...first, ...kept].map(({ path, values }) => [path, values]))),
      E.map((network) => ({
        ...network,
        nodes: mapLayers(network.nodes, (node) => {
          const { mask, weight } = node.arrays
          return weight === undefined ? node : { ...node, arrays: { ...node.arrays, weight: underMask(weight, mask) } }
        }),
      })),
    )
  }
