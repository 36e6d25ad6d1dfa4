/** What `npm start` can be told. */
import { object, or } from '@optique/core/constructs'
import { message } from '@optique/core/message'
import { map, optional, withDefault } from '@optique/core/modifiers'
import { flag, option } from '@optique/core/primitives'
import { valued } from '../commandLine/codecValue.js'
import type { Program } from '../commandLine/readCommandLine.js'
import { fileToWrite, folder, wholeNumber } from '../commandLine/words.js'

/** Where the images come from. */
export type Source = { readonly _tag: 'synthetic' } | { readonly _tag: 'folder'; readonly path: string } | { readonly _tag: 'download' }

export interface Settings {
  readonly source: Source
  /** epochs of each dense network; undefined for the default of the source */
  readonly epochs: number | undefined
  readonly seed: number
  readonly smoke: boolean
  readonly report: string
}

const data = valued(
  '--data',
  folder(),
  message`train on MNIST (or Fashion-MNIST) from its four files in IDX form, plain or .gz: train-images-idx3-ubyte, train-labels-idx1-ubyte, t10k-images-idx3-ubyte, t10k-labels-idx1-ubyte; on 60,000 images the run takes about five minutes`,
)

const download = flag('--download', {
  description: message`the same on MNIST, fetched from its public mirrors (11 MB) into a cache folder and verified by SHA-256; what is in the cache already is not fetched again ($XDG_CACHE_HOME/narrownet, or ~/.cache/narrownet)`,
})

const source = or(
  map(data, (path): Source => ({ _tag: 'folder', path })),
  map(download, (): Source => ({ _tag: 'download' })),
)

export const commandLine = (environment: Readonly<Record<string, string | undefined>> = {}): Program<Settings> => ({
  name: 'npm start --',
  description: message`Trains two networks on WebAssembly and makes them smaller, then shows before and after. A ConvNet, cfg [32, 64, 64] on 28 x 28 images: its channels are narrowed to [8, 16, 32] by L1 norm, then fine-tuned. An MLP, 784-200-200-10: its neurons are narrowed to [50, 100], and separately 90 % of its weights are masked, then fine-tuned.

Without options it draws its own handwritten-style digits: nothing is downloaded, and the run takes about a minute.`,
  footer: message`Ends with exit code 0, or 1 and one sentence about what went wrong. Ctrl-C stops it at any time and leaves no half-written file.`,
  parser: object({
    source: withDefault(source, (): Source => ({ _tag: 'synthetic' })),
    epochs: optional(
      valued('--epochs', wholeNumber(1, 1000), message`epochs that each dense network is trained for (fine-tuning keeps its own number)`),
    ),
    seed: withDefault(
      valued(
        '--seed',
        wholeNumber(0, 2 ** 32 - 1),
        message`decides the first weights and the order of the images; the same seed gives the same accuracies on hosts of one kind (Node 20 rounds differently from Node 22 and 24)`,
      ),
      0,
    ),
    report: withDefault(
      valued('--report', fileToWrite, message`where the HTML report goes, the same numbers as JSON beside it`),
      'reports/main.html',
    ),
    smoke: map(
      option('--smoke', { description: message`a few images and steps, to see that everything runs; also NARROWNET_SMOKE=1` }),
      (given) => given || environment['NARROWNET_SMOKE'] === '1',
    ),
  }),
})
