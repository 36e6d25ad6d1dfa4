/**
 * What fine-tuning is compared with: training a network of the pruned shape from other first weights (`reinitialized`), either for as many
 * epochs as the full one (Scratch-E) or for as many operations (Scratch-B).
 *
 * @see Liu et al. 2019, "Rethinking the value of network pruning", section 3
 */
import { flops, type FlopsConvention } from '../accounting/flops.js'
import type { Countable } from '../network/visitsOf.js'
import type { Recipe } from './recipes.js'
import { anObject, kind, type Kinds, oneOf, optional, positive } from '../shape/kind.js'
import { checkedArgument, checkedOptions } from '../shape/options.js'

/**
 * As many epochs: the recipe of the full network, without the sparsity term that pruning wanted.
 *
 * @example
 * scratchE({ ...recipes.cifar, sparsity: slimmingLambda.vgg }) // => recipes.cifar
 */
export const scratchE = (recipe: Recipe): Recipe => {
  const { sparsity: _, ...others } = checkedArgument('scratchE', 'the recipe', anObject<Recipe>(), recipe)
  return others
}

/** What Scratch-B is computed from. */
export interface ScratchBudget {
  readonly full: Countable
  readonly pruned: Countable
  /** the published epochs are by the 'reference counter' */
  readonly convention: FlopsConvention
  /** at most so many times the epochs; default any number. The code for ResNet-34 on ImageNet takes 2. */
  readonly atMost?: number | undefined
}

/**
 * As many operations: trunc(epochs · full / pruned) epochs, in double precision as the published code has it. The learning rate drops where
 * the recipe's schedule says for that many epochs, odd numbers too (where some of the published code never drops).
 *
 * @example
 * const full = sequential(input(784), linear(784, 200), relu, linear(200, 10))
 * const pruned = sequential(input(784), linear(784, 100), relu, linear(100, 10))
 * scratchB({ ...recipes.cifar, epochs: 15 }, { full, pruned, convention: 'macs' }).epochs // => 30
 */
export const scratchB = (recipe: Recipe, budget: ScratchBudget): Recipe => {
  const { full, pruned, convention, atMost = Infinity } = checkedOptions('scratchB', budgetKinds, budget)
  const ratio = flops(full, convention).count / flops(pruned, convention).count
  return { ...scratchE(recipe), epochs: Math.trunc(recipe.epochs * Math.min(ratio, atMost)) }
}

const countable = kind<Countable>(
  'a network, or what waits for its key',
  (value) => typeof value === 'object' || typeof value === 'function',
)

const budgetKinds: Kinds<ScratchBudget> = {
  full: countable,
  pruned: countable,
  convention: oneOf('macs', '2 x macs', 'reference counter', 'reference counter, 1 for a mac'),
  atMost: optional(positive),
}
