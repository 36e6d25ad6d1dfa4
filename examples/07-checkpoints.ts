/**
 * A network is a value: saving it is writing its bytes, and loading one is checking bytes that may be anything, so it gives an `Either`.
 * Networks and PyTorch's state dicts are safetensors files, plans are JSON; the cfg of what is loaded is known again by `refine`.
 */
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { isDeepStrictEqual } from 'node:util'
import { either as E, function as F } from 'fp-ts'
import {
  batchAt,
  convnet,
  cut,
  decodeModel,
  decodeNetwork,
  decodeSafetensors,
  encodeModel,
  encodeNetwork,
  encodeSafetensors,
  errorMessage,
  forward,
  key,
  l1Norm,
  modelOf,
  type NarrownetError,
  narrow,
  orThrow,
  planByRatio,
  planFromJson,
  planToJson,
  predict,
  refine,
  startWasm,
  stateDictOf,
  syntheticDigits,
  train,
  vggNames,
  withPrunedStateDict,
} from 'narrownet'
import { writeWhole } from 'narrownet/node'

const smoke = process.env.NARROWNET_SMOKE === '1'
const backend = orThrow(await startWasm()())
const training = syntheticDigits({ count: smoke ? 500 : 5000, key: key(1) })
const options = { epochs: 1, batchSize: 64, learningRate: 0.05, momentum: 0.9, key: key(0) }

// The library makes bytes and reads them; where they are kept is up to the program. Here it is a folder that goes when the lesson ends.
const folder = mkdtempSync(join(tmpdir(), 'narrownet-'))
process.on('exit', () => rmSync(folder, { recursive: true }))
const load = (name: string): Buffer => readFileSync(join(folder, name))
const save = async (name: string, contents: Uint8Array | string): Promise<void> => {
  // Written beside its place, then renamed: what has this name is never half a file, whenever the program is killed.
  orThrow(await writeWhole(join(folder, name), contents)())
  console.log(`${name}: ${contents.length} bytes`)
}

const untrained = convnet({ input: [28, 28, 1], cfg: [8, 16, 16], classes: 10 }, key(0))
const trained = orThrow(await train(backend, untrained, training, options)())
await save('digits.safetensors', encodeNetwork(trained))

// Of a file the compiler knows nothing: AnyNetwork. `refine` compares, and from there on the type is the one before.
const loaded = orThrow(F.pipe(decodeNetwork(load('digits.safetensors')), E.flatMap(refine(untrained))))

const { input } = batchAt(training, [0, 1, 2, 3])
const answers = [orThrow(await forward(backend, trained, input)()), orThrow(await forward(backend, loaded, input)())] as const
console.log(`  cfg [${loaded.cfg.join(', ')}], the same answers, bit for bit: ${isDeepStrictEqual(...answers)}`)

// The compiler counts with the cfg as before: '"cfg[2] is 96, wider than the network, which has 16 channels there"'.
// @ts-expect-error the sentence above
export const wrong = () => F.pipe(loaded, narrow(l1Norm, [4, 8, 96]))

// What is shipped is a model: the network, how its inputs were normalized, what its classes are called. It answers the raw bytes.
await save('model.safetensors', encodeModel(orThrow(modelOf(trained, training))))
const model = orThrow(decodeModel(load('model.safetensors')))
const [digit] = orThrow(await predict(backend, model, training.values.subarray(0, 784))())
console.log(`  the first digit is a ${digit?.name}, most likely; it was drawn as a ${training.labels[0]}`)

// A plan is data, so it can be made by one program and carried out by another.
await save('half.json', planToJson(orThrow(planByRatio(l1Norm, 0.5)(trained))))
const plan = orThrow(planFromJson(load('half.json').toString()))
console.log('  the first layer keeps', plan.groups[0]?.kept)
const slim = orThrow(F.pipe(loaded, cut(plan), E.flatMap(refine([4, 8, 8]))))
const narrowed = F.pipe(trained, narrow(l1Norm, [4, 8, 8]))
console.log(`  cfg [${slim.cfg.join(', ')}], the same as without files: ${isDeepStrictEqual(slim.nodes, narrowed.nodes)}`)

// PyTorch's names and layouts. `vggNames` is what the papers' code calls the layers of a chain like this one.
const tensors = orThrow(stateDictOf(vggNames)(slim))
await save('torch.safetensors', encodeSafetensors(tensors))
console.log('  its first weight:', [...tensors].map(([name, { shape }]) => `${name} [${shape.join(', ')}]`)[0])

// Such a file has no layers: it is read into a network that has them, pruned to the widths of the arrays. That network's type stays.
const { tensors: stateDict } = orThrow(decodeSafetensors(load('torch.safetensors')))
const fromTorch = orThrow(F.pipe(untrained, withPrunedStateDict(vggNames, stateDict), E.flatMap(refine([4, 8, 8]))))
console.log(`  cfg [${fromTorch.cfg.join(', ')}], the same as written: ${isDeepStrictEqual(fromTorch, narrowed)}`)

// A file that is damaged is a Left: where, what was expected there and what was found.
const damaged = load('digits.safetensors').subarray(0, -100)
console.log('\na hundred bytes too short:', decodeNetwork(damaged))

// So is one that was not meant. `errorMessage` makes a sentence of any Left; what the file is called, the program knows.
const report = (name: string, result: E.Either<NarrownetError, unknown>): void =>
  F.pipe(
    result,
    E.match(errorMessage, () => 'nothing is wrong'),
    (sentence) => console.log(`${name}: ${sentence}`),
  )
report('torch.safetensors', decodeNetwork(load('torch.safetensors')))
report('half.json', cut(plan)(slim))
report('digits.safetensors', F.pipe(decodeNetwork(load('digits.safetensors')), E.flatMap(refine([4, 8, 8]))))
report('typed by hand', planFromJson('{"groups":[{"width":8,"kept":[5,1]}]}'))
