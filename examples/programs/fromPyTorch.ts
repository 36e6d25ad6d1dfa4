/**
 * PyTorch's weights to a server. In Python: `save_file(model.state_dict(), 'resnet8.safetensors')`, and here `node fromPyTorch.js resnet8.safetensors`.
 * Without a file, one is made here first, of weights that are drawn.
 */
import { once } from 'node:events'
import { readFile } from 'node:fs/promises'
import { createServer } from 'node:http'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { buffer } from 'node:stream/consumers'
import { either as E, function as F } from 'fp-ts'
import { cifarNormalization, decodeSafetensors, encodeSafetensors, errorMessage, key, modelOf, orThrow } from 'narrownet'
import { predictor, resnet, resnetNames, startWasm, stateDictOf, withStateDict } from 'narrownet'
import { writeWhole } from 'narrownet/node'

const drawn = resnet({ depth: 8, classes: 10 }, key(0)) // the layers that the file's weights belong to
const path = process.argv[2] ?? join(tmpdir(), 'narrownet', 'resnet8.safetensors')
if (process.argv[2] === undefined) orThrow(await writeWhole(path, encodeSafetensors(orThrow(stateDictOf(resnetNames)(drawn))))())

// Weights by PyTorch's names; then what a state dict does not say: how the images were normalized in Python, and what the classes are called.
const classNames = ['airplane', 'automobile', 'bird', 'cat', 'deer', 'dog', 'frog', 'horse', 'ship', 'truck']
const model = orThrow(
  F.pipe(
    decodeSafetensors(await readFile(path)),
    E.flatMap(({ tensors }) => F.pipe(drawn, withStateDict(resnetNames, tensors))),
    E.flatMap((network) => modelOf(network, { normalization: cifarNormalization, classNames })),
  ),
)

// The server: 32 x 32 pixels come in, red, green and blue of each, row after row (not plane after plane, as PyTorch's tensors are); JSON goes out.
const size = 32 * 32 * 3
const ask = predictor(orThrow(await startWasm()()), model)
const server = createServer(async (request, response) => {
  const short = Number(request.headers['content-length']) <= size
  const image = short ? await buffer(request).catch(() => Buffer.of()) : Buffer.of() // nothing, from a client that went away
  const answer = await ask(image, { top: 3 })()
  response.writeHead(E.isRight(answer) ? 200 : 400, { 'content-type': 'application/json' })
  response.end(JSON.stringify(E.isRight(answer) ? answer.right[0]?.top : { error: errorMessage(answer.left) }))
})
await once(server.listen(Number(process.env.PORT ?? 0)), 'listening')

// With a file it serves until it is stopped; without one, it answers one client.
const address = server.address()
const url = `http://localhost:${typeof address === 'object' ? address?.port : ''}`
console.log(`POST ${size} bytes to ${url}`)
if (process.argv[2] === undefined) {
  const body = Uint8Array.from({ length: size }, (_, at) => (at * 7) % 256)
  console.log(await (await fetch(url, { method: 'POST', body })).json())
  server.close()
}
