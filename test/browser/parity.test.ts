// The parity cases on a GPU; Node checks them on WASM.
import { describe, inject } from 'vitest'
import { backends } from '../engine/backends.js'
import { parityCaseOfPage } from '../setup/parityOfPage.js'
import { parityWithPyTorch, type Trained } from '../training/parityWithPyTorch.js'

const names = inject('parityOnWebgl')
const trials = await Promise.all(
  names.map((name) =>
    parityCaseOfPage<Trained>(name, ({ variants }) => Object.values(variants).flatMap(({ files }) => Object.values(files))),
  ),
)
const webgl = backends.filter(({ name }) => name === 'webgl')

describe.skipIf(trials.length === 0)('parity with PyTorch', () =>
  parityWithPyTorch(trials, { ofSteps: webgl, ofGradients: webgl, everyStep: names.length > 1 }),
)
