/** What every part of a job is given. */
import type { Backend, Key, Shape } from 'narrownet'
import type { Budget } from './budget.js'
import type { Images } from './images.js'
import type { DigitShape } from './mnistFolder.js'
import type { Terminal } from './progress.js'

export interface Job<In extends Shape = DigitShape, Work extends Pick<Budget, 'timedPasses'> = Budget> {
  readonly backend: Backend
  readonly images: Images<In>
  readonly budget: Work
  readonly key: Key
  readonly terminal: Terminal
}
