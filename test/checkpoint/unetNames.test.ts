import { expect, test } from 'vitest'
import { stateDictOf } from '../../lib/checkpoint/stateDict.js'
import { unetNames } from '../../lib/checkpoint/unetNames.js'
import { unet } from '../../lib/model/unet.js'
import { key } from '../../lib/random/key.js'
import { right } from '../setup/answers.js'

const pair = (module: string): readonly string[] =>
  [0, 3].flatMap((at) => [
    `${module}.double_conv.${at}.weight`,
    ...['weight', 'bias', 'running_mean', 'running_var'].map((array) => `${module}.double_conv.${at + 1}.${array}`),
  ])
const up = (module: string): readonly string[] => [`${module}.up.weight`, `${module}.up.bias`, ...pair(`${module}.conv`)]

test('of a U-Net the names are those of Pytorch-UNet, in the order in which scales are reached', () => {
  const network = unet({ classes: 2, input: [8, 8, 3], cfg: [2, 3, 4, 5, 6, 7, 5, 4, 4, 3, 2, 2] })(key(0))
  const tensors = right(stateDictOf(unetNames)(network))
  expect([...tensors.keys()]).toEqual([
    ...pair('inc'),
    ...['down1', 'down2'].flatMap((module) => pair(`${module}.maxpool_conv.1`)),
    ...['up1', 'up2'].flatMap(up),
    'outc.conv.weight',
    'outc.conv.bias',
  ])
  // [in, out, height, width] of a transposed convolution; the pair behind reads what was skipped and then what came up
  expect(tensors.get('up1.up.weight')?.shape).toEqual([7, 5, 2, 2])
  expect(tensors.get('up1.conv.double_conv.0.weight')?.shape).toEqual([4, 10, 3, 3])
})
