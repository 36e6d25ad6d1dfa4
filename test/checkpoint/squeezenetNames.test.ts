import { expect, test } from 'vitest'
import { squeezenetNames } from '../../lib/checkpoint/squeezenetNames.js'
import { stateDictOf } from '../../lib/checkpoint/stateDict.js'
import { squeezenet } from '../../lib/model/squeezenet.js'
import { key } from '../../lib/random/key.js'
import { right } from '../setup/answers.js'

const fires = (...numbers: readonly number[]): readonly string[] =>
  numbers.flatMap((number) => ['squeeze', 'expand1x1', 'expand3x3'].map((name) => `features.${number}.${name}`))

test.each([
  ['1.0', fires(3, 4, 5, 7, 8, 9, 10, 12)],
  ['1.1', fires(3, 4, 6, 7, 9, 10, 11, 12)],
] as const)("SqueezeNet %s: torchvision's names, pools and rectifiers counted", (version, modules) => {
  const network = squeezenet({ classes: 10, version, input: [35, 35, 3] })(key(0))
  const names = [...right(stateDictOf(squeezenetNames)(network)).keys()]
  expect(names).toEqual(['features.0', ...modules, 'classifier.1'].flatMap((module) => [`${module}.weight`, `${module}.bias`]))
})
