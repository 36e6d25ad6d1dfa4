// A layer of millions of weights under a heap that has no place for a list of its entries: typed arrays lie outside of it. The heap's limit is
// a process's own, so this runs the built package in a child.
import { execFile } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { expect, test } from 'vitest'

/** Megabytes. 2.1 million numbers in a list are 17, and a list that grows is copied on the way. */
const heap = 24

const program = `
  import { either as E } from 'fp-ts'
  import * as n from ${JSON.stringify(new URL('../../dist/lib/index.js', import.meta.url).href)}

  const network = n.sequential(n.input(2048), n.linear(2048, 1024), n.batchNorm(1024), n.relu, n.linear(1024, 10))(n.key(0))
  const plan = n.orThrow(n.planTo(n.l1Norm, [512])(network))
  const names = { 0: 'fc1', 1: 'norm', 3: 'fc2' }
  const slots = { velocity: Object.fromEntries(n.arraysOf(network).filter(({ path }) => !path.includes('running')).map(({ path, values }) => [path, values])) }
  const state = { epochsDone: 1, stepsDone: 1, told: undefined, optimizer: { name: 'sgd', slots } }
  const right = (name, result) => {
    if (E.isLeft(result)) throw new Error(name + ': ' + n.errorMessage(result.left))
    console.log(name)
    return result.right
  }

  const slim = right('cut', n.cut(plan)(network))
  right('cutIdle', n.cutIdle(plan)(network))
  right('cutState', n.cutState(plan)({ network, state }))
  right('softPruned', n.softPruned(plan)(network))
  right('narrow', E.right(n.narrow(n.l2Norm, [512])(network)))
  right('planBySlimming', n.planBySlimming({ ratio: 0.3 })(network))
  const masked = right('maskSmallest', n.maskSmallest({ ratio: 0.5 })(network))
  right('rewound', n.rewound(network)(masked))
  right('folded', E.right(n.folded(masked)))
  right('nonzeroParameterCount', E.right(n.nonzeroParameterCount(masked)))
  right('decodeNetwork', n.decodeNetwork(n.encodeNetwork(network)))
  right('decodeFitState', n.decodeFitState(n.encodeFitState(state)))
  const dict = right('stateDictOf', n.stateDictOf(names)(network))
  right('withStateDict', n.withStateDict(names, dict)(network))
  right('withPrunedStateDict', n.withPrunedStateDict(names, right('stateDictOf', n.stateDictOf(names)(slim)))(network))
`

test('pruning, masks and checkpoints keep to typed arrays', async () => {
  const cwd = fileURLToPath(new URL('../..', import.meta.url))
  const command = [`--max-old-space-size=${heap}`, '--input-type=module', '--eval', program]
  const { stdout } = await promisify(execFile)(process.execPath, command, { cwd })
  expect(stdout.trim().split('\n').length).toBe(16)
})
