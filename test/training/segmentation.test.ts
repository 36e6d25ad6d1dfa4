/** Masks as Pascal VOC has them: squares and discs on noise, the ring around each of 255, no class; trained on crops, measured, and asked. */
import { expect, test } from 'vitest'
import {
  adam,
  cellClasses,
  datasetLike,
  evaluate,
  fit,
  foldIn,
  key,
  type Key,
  modelOf,
  segment,
  splitFraction,
  targetDataset,
  unet,
} from '../../lib/index.js'
import { uniform } from '../../lib/random/distributions.js'
import { backends, describeOnBackends } from '../engine/backends.js'
import { right } from '../setup/answers.js'

const [side, none] = [16, 255]
const classNames = ['ground', 'square', 'disc'] as const

/** An image and its mask: one thing, of the one kind or the other, brighter than the ground. */
const scene = (drawn: Key) => {
  const [isDisc, y, x, size, ...noise] = uniform(drawn, 4 + side * side, { from: 0, to: 1 }) as unknown as readonly number[]
  const kind = isDisc! < 0.5 ? 1 : 2
  const mask = Uint8Array.from({ length: side * side }, (_, cell) => {
    const [down, right] = [Math.floor(cell / side) - 4 - 8 * y!, (cell % side) - 4 - 8 * x!].map(Math.abs) as [number, number]
    const beyond = (kind === 1 ? Math.max(down, right) : Math.hypot(down, right)) - (2 + 2 * size!)
    return beyond < 0 ? kind : beyond < 1 ? none : 0
  })
  return { mask, image: Float32Array.from(mask, (of, cell) => (of === none ? 1 : of) / 2 + noise[cell]!) }
}

const scenes = (count: number, from: Key) => {
  const made = Array.from({ length: count }, (_, at) => scene(foldIn(from, at)))
  const [images, masks] = [new Float32Array(count * side * side), new Uint8Array(count * side * side)]
  made.forEach(({ image, mask }, at) => {
    images.set(image, at * side * side)
    masks.set(mask, at * side * side)
  })
  return { images, masks }
}

describeOnBackends(
  'masks with rings of no class',
  (backend) => {
    test('are learned from crops, measured where there is a class, and answered everywhere', async () => {
      const { images, masks } = scenes(128, key(1))
      const targets = right(cellClasses(classNames, masks, { map: [side, side], unlabeled: none }))
      const all = right(targetDataset({ shape: [side, side, 1], values: images, targets }))
      const [training, validation] = right(splitFraction(0.75, key(2))(all))
      let network = unet({ input: [side, side, 1], classes: 3, cfg: [6, 6, 12, 12, 6, 6, 6] })(key(3))
      const options = { epochs: 24, batchSize: 16, learningRate: 0.02, optimizer: adam(), key: key(4), validation }
      for await (const epoch of fit(backend(), network, training, { ...options, augmentation: { crop: { padding: 3 }, flip: true } }))
        network = right(epoch).network

      const others = scenes(32, key(5))
      const unseen = right(datasetLike(training, { values: others.images, targets: others.masks }))
      const { accuracy, intersectionOverUnion } = right(await evaluate(backend(), network, unseen)())
      expect(accuracy).toBeGreaterThan(0.95)
      for (const overlap of intersectionOverUnion) expect(overlap).toBeGreaterThan(0.85)

      // what was measured is what is answered, where there is a class
      const answered = right(await segment(backend(), right(modelOf(network, training)), others.images)())
      const labeled = [...others.masks.keys()].filter((cell) => others.masks[cell] !== none)
      const agreeing = labeled.filter((cell) => answered[Math.floor(cell / side ** 2)]!.classes[cell % side ** 2] === others.masks[cell])
      expect(accuracy).toBe(agreeing.length / labeled.length)
      expect(Math.max(...answered.flatMap(({ classes }) => [...classes]))).toBe(2)
    }, 60_000)
  },
  // a GPU that the processor plays would take a minute
  backends.filter(({ name }) => name === 'wasm'),
)
