/** What `npm run cifar` can be told. */
import { object } from '@optique/core/constructs'
import { message } from '@optique/core/message'
import { withDefault } from '@optique/core/modifiers'
import { option } from '@optique/core/primitives'
import { lacking, valued } from '../commandLine/codecValue.js'
import type { Program } from '../commandLine/readCommandLine.js'
import { fileToWrite, folder, wholeNumber } from '../commandLine/words.js'

export interface Settings {
  readonly data: string
  readonly images: number
  readonly epochs: number
  readonly seed: number
  readonly smoke: boolean
  readonly report: string
}

const data = folder("a folder with CIFAR-10's binary version")

export const commandLine: Program<Settings> = {
  name: 'npm run cifar --',
  description: message`Trains ResNet-20 on some of CIFAR-10, narrows its blocks to half by L1 norm, fine-tunes, then shows before and after.`,
  footer: message`Ends with exit code 0, or 1 and one sentence about what went wrong.`,
  parser: object(
    {
      data: valued('--data', data, message`CIFAR-10's binary version: data_batch_1.bin to data_batch_5.bin, test_batch.bin`),
      images: withDefault(valued('--images', wholeNumber(1, 50_000), message`training images to use, in batches of 64`), 12_800),
      epochs: withDefault(valued('--epochs', wholeNumber(1, 1000), message`epochs of training; half as many of fine-tuning`), 2),
      seed: withDefault(valued('--seed', wholeNumber(0, 2 ** 32 - 1), message`decides the first weights and the order of the images`), 0),
      report: withDefault(valued('--report', fileToWrite, message`where the numbers go, as JSON`), 'reports/cifar.json'),
      smoke: option('--smoke', { description: message`a glance` }),
    },
    // Of no word at all, @optique says that none matched.
    { errors: { endOfInput: lacking('--data', data) } },
  ),
}
