/** What WebGL makes of NaN, infinities, -0 and denormals, beside WASM: GLSL leaves much of it to the GPU. */
import { type Backend, orThrow } from 'narrownet'

const given = Float32Array.of(
  Number.NaN,
  Number.POSITIVE_INFINITY,
  Number.NEGATIVE_INFINITY,
  -0,
  0,
  1e-40,
  -1e-40,
  3e38,
  1,
  -1,
  2,
  Number.NaN,
  -2,
  5,
  0.5,
  -0.5,
)
const plain = Float32Array.from({ length: 16 }, (_, at) => at - 7)
const maps = [1, 2, 2, 4] as const

/** Each operation's answer. */
export const unusualNumbers = async (backend: Backend): Promise<Readonly<Record<string, readonly string[]>>> => {
  const { upload } = backend
  const run = (name: string, made: () => readonly ReturnType<typeof upload>[]) => [name, orThrow(backend.scope(made))] as const
  const x = () => upload(given, maps)
  const y = () => upload(plain, maps)
  const made = [
    run('upload', () => [x()]),
    run('relu', () => [backend.activation.apply(x(), { _tag: 'relu' })]),
    run('sigmoid', () => [backend.activation.apply(x(), { _tag: 'sigmoid' })]),
    run('gradient of relu', () => {
      const [, pullback] = backend.activation.differentiate(x(), { _tag: 'relu' })
      return [pullback(y()).input]
    }),
    run('gradient of relu of NaN', () => {
      const [, pullback] = backend.activation.differentiate(y(), { _tag: 'relu' })
      return [pullback(x()).input]
    }),
    run('max pool', () => [backend.maxPool.apply(x(), { size: 2, stride: 2, padding: 0 })]),
    run('gradient of max pool', () => {
      const [, pullback] = backend.maxPool.differentiate(x(), { size: 2, stride: 2, padding: 0 })
      return [pullback(upload(Float32Array.of(1, 2, 3, 4), [1, 1, 1, 4])).input]
    }),
    run('add', () => [backend.add(x(), y())]),
    run('multiply', () => [backend.multiply.apply(x(), y())]),
    run('sign', () => [backend.sign(x())]),
    run('loss', () => {
      const { outcome, logitsGradient } = backend.softmaxCrossEntropy(upload(given, [4, 4]), upload(Float32Array.of(1, 0, 2, 3), [4]))
      return [outcome, logitsGradient]
    }),
  ]
  const answers: Record<string, readonly string[]> = {}
  for (const [name, arrays] of made) {
    const values = orThrow(await backend.download(arrays)())
    answers[name] = values.flatMap((each) => Array.from(each, (value) => (Object.is(value, -0) ? '-0' : value.toPrecision(6))))
    for (const array of arrays) backend.release(array)
  }
  return answers
}
