/**
 * A formula run: for its output alone, freeing what it made; or in training, remembering its steps, so that the way back goes through them from last to first. Of a
 * term that nothing asked for depends on, no way back is made.
 */
import type { Backend, DeviceArray } from '../engine/backend.js'
import type { Differentiated, Named } from './definition.js'
import type { Compute, Term } from './formula.js'
import { arrayOf, blankNotes, forget, noted, type Notes } from './formulaNotes.js'
import { formulaOperations } from './formulaOperations.js'

/** The formula's output; takes the input. */
export const evaluated = (backend: Backend, compute: Compute, input: DeviceArray, arrays: Named<DeviceArray>): DeviceArray => {
  const notes = blankNotes()
  const { output } = run(backend, notes, compute, input, arrays, [])
  const answer = backend.share(arrayOf(notes, output))
  forget(backend, notes)
  return answer
}

/** Whose gradients a formula is asked for: of its input, of its arrays. */
export type Asked = 'input' | 'arrays'

/** The formula in training; takes the input. Arrays whose gradients are not asked for have none. */
export const differentiated = (
  backend: Backend,
  compute: Compute,
  input: DeviceArray,
  arrays: Named<DeviceArray>,
  asked: readonly Asked[],
): Differentiated => {
  const notes = blankNotes()
  const { from, own, output } = run(backend, notes, compute, input, arrays, asked)
  return {
    output: backend.share(arrayOf(notes, output)),
    pullback: (outputGradient) => {
      const gradients = new Map<Term, DeviceArray>()
      if (notes.moving.has(output)) gradients.set(output, outputGradient)
      else backend.release(outputGradient)
      for (const [term, back] of notes.steps.toReversed()) {
        const gradient = gradients.get(term)
        if (gradient === undefined) continue
        gradients.delete(term)
        for (const [source, part] of back(gradient)) {
          const soFar = gradients.get(source)
          gradients.set(source, soFar === undefined ? part : backend.add(soFar, part))
        }
      }
      forget(backend, notes)
      const gradientOf = (term: Term): DeviceArray => gradients.get(term) ?? backend.filled(term.shape, (values) => values.fill(0))
      return {
        input: asked.includes('input') ? gradientOf(from) : undefined,
        arrays: asked.includes('arrays') ? Object.fromEntries(Object.entries(own).map(([name, term]) => [name, gradientOf(term)])) : {},
      }
    },
    statistics: {},
  }
}

const run = (backend: Backend, notes: Notes, compute: Compute, input: DeviceArray, arrays: Named<DeviceArray>, asked: readonly Asked[]) => {
  const from = noted(notes, input, asked.includes('input'))
  const own = Object.fromEntries(
    Object.entries(arrays).map(([name, array]) => [name, noted(notes, backend.share(array), asked.includes('arrays'))]),
  )
  return { from, own, output: compute(formulaOperations(backend, notes), from, own) }
}
