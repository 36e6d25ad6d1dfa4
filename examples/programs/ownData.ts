/** Own data to a served prediction: train on bytes in memory, keep the model as a file, and answer HTTP requests with it. */
import { once } from 'node:events'
import { readFile } from 'node:fs/promises'
import { createServer } from 'node:http'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { buffer } from 'node:stream/consumers'
import { either as E } from 'fp-ts'
import { convnet, dataset, datasetLike, decodeModel, encodeModel, errorMessage, evaluate, key } from 'narrownet'
import { modelOf, orThrow, predictor, startWasm, train } from 'narrownet'
import { writeWhole } from 'narrownet/node'

// The data: gray images of 12 x 12, a byte a pixel, row after row, and a class number for each. Here they are drawn; yours come from files.
const drawn = (count: number, shift: number) => {
  const labels = Array.from({ length: count }, (_, image) => image % 2)
  const values = Uint8Array.from({ length: count * 144 }, (_, at) => {
    const [image, y, x] = [Math.floor(at / 144), Math.floor(at / 12) % 12, at % 12]
    const across = labels[image] === 0 ? x : y // a bar stands upright, or lies level
    return across === (image * 7 + shift) % 12 ? 255 - (at % 50) : (at * 31) % 90
  })
  return { values, labels }
}
const training = orThrow(dataset({ shape: [12, 12, 1], classes: ['upright', 'level'], ...drawn(400, 0) }))
const test = orThrow(datasetLike(training, drawn(100, 5))) // seen through the training images' normalization

// Train, and put together what is shipped: the network, how its inputs are normalized, what its classes are called.
const backend = orThrow(await startWasm()())
const network = convnet({ input: [12, 12, 1], cfg: [8, 8, 8], classes: 2 }, key(0))
const options = { epochs: 4, batchSize: 32, learningRate: 0.05, momentum: 0.9, key: key(1) }
const model = orThrow(modelOf(orThrow(await train(backend, network, training, options)()), training))
console.log(`right on the test images: ${orThrow(await evaluate(backend, model, test)()).accuracy}`)
const path = join(tmpdir(), 'narrownet', 'bars.safetensors')
orThrow(await writeWhole(path, encodeModel(model))())

// The server: an image's bytes come in, the prediction goes out as JSON. A body of unknown or larger length is not read at all.
const ask = predictor(backend, orThrow(decodeModel(await readFile(path))))
const server = createServer(async (request, response) => {
  const short = Number(request.headers['content-length']) <= 144
  const image = short ? await buffer(request).catch(() => Buffer.of()) : Buffer.of() // nothing, from a client that went away
  const answer = await ask(image)()
  response.writeHead(E.isRight(answer) ? 200 : 400, { 'content-type': 'application/json' })
  response.end(JSON.stringify(E.isRight(answer) ? answer.right[0] : { error: errorMessage(answer.left) }))
})
await once(server.listen(0), 'listening')

// Two clients, and the demonstration is over.
const address = server.address()
const url = `http://localhost:${typeof address === 'object' ? address?.port : ''}`
for (const body of [drawn(1, 3).values, new Uint8Array(100)]) console.log(await (await fetch(url, { method: 'POST', body })).json())
server.close()
