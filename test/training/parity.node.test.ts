import { describe } from 'vitest'
import { startWasm } from '../../lib/engine/wasm/startWasm.js'
import { backends } from '../engine/backends.js'
import { parityCases } from '../setup/parityFiles.js'
import { shared } from '../setup/shared.js'
import { parityWithPyTorch, type Trained } from './parityWithPyTorch.js'

/**
 * With Winograd's products and with those PyTorch has. Winograd's round more, by 1e-6 of a gradient, which is enough to tip one decision of a
 * rectifier or max-pool now and then; five steps at this rate make 1e-2 of it (as train-vgg-small did while thin layers took Winograd too).
 */
const engines = [...backends, { name: 'wasm without Winograd', closest: 0, share: 1, start: startWasm({ winograd: false }) }]

const trials = parityCases<Trained>('train-').filter(({ description: { variants } }) => variants !== undefined)

describe.skipIf(shared === undefined)('parity with PyTorch', () =>
  parityWithPyTorch(trials, { ofSteps: engines, ofGradients: backends, everyStep: true }),
)
