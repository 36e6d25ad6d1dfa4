/** In a worker: what a network answers on WebGL, posted back. */
import { startWebgl } from '../../lib/engine/webgl/startWebgl.js'
import { mlp } from '../../lib/model/mlp.js'
import { key } from '../../lib/random/key.js'
import { answersTo, right, samplesFrom } from '../setup/answers.js'

const network = mlp({ input: [6], cfg: [5], classes: 3 }, key(0))
const backend = right(await startWebgl()())
postMessage(await answersTo(backend, network, samplesFrom(1, [6], 2), 2))
