/** Each paper counts floating-point operations in its own way (docs/costs.md). */
import type { Counts } from '../record.js'
import type { Study } from '../study.js'

export interface Convention {
  /** as the head of a column */
  readonly name: string
  readonly count: (counts: Counts) => number
}

const ofLi: Convention = { name: 'FLOPs of Li et al. 2017', count: ({ multiplyAccumulates }) => multiplyAccumulates }
const ofSlimming: Convention = { name: 'FLOPs of Liu et al. 2017', count: ({ multiplyAccumulates }) => 2 * multiplyAccumulates }
const ofRethinking: Convention = { name: 'FLOPs of Liu et al. 2019', count: ({ referenceFlops }) => referenceFlops }

const byFolder: Readonly<Record<string, Convention>> = {
  'network-slimming': ofSlimming,
  rethinking: ofRethinking,
}

/** That of the paper whose folder the study is in; elsewhere that of Li et al. */
export const conventionOf = ({ name }: Study): Convention => byFolder[name.split('/')[0] ?? ''] ?? ofLi
