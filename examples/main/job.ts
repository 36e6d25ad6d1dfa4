/** What every part of the main job is given. */
import type { Backend, Key } from 'narrownet'
import type { Budget } from './budget.js'
import type { Images } from './images.js'
import type { Terminal } from './progressBar.js'

export interface Job {
  readonly backend: Backend
  readonly images: Images
  readonly budget: Budget
  readonly key: Key
  readonly terminal: Terminal
}
