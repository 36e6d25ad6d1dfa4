// What the stranger's program and the stranger's page both do; the two must come to the same number.
import { either as E, function as F } from 'fp-ts'
import { type Backend, conv2d, flatten, forward, input, key, l1Norm, linear, maxPool, narrow, relu, sequential, tensor } from 'narrownet'

const wide = sequential(input(8, 8, 1), conv2d(1, 4), relu, maxPool(2), flatten, linear(64, 3))(key(0))
export const slim = F.pipe(wide, narrow(l1Norm, [2]))
export const cfg: readonly [2] = slim.cfg

const right = <A>(either: E.Either<unknown, A>): A => {
  if (E.isLeft(either)) throw new Error(JSON.stringify(either.left))
  return either.right
}

export const train = async (backend: Backend): Promise<number> => {
  const ramp = Float32Array.from({ length: 2 * 64 }, (_, index) => (index % 13) / 13)
  const answer = right(await forward(backend, slim, right(tensor([2, 8, 8, 1], ramp)))())
  return answer.values.reduce((sum, value) => sum + value * value, 0)
}
