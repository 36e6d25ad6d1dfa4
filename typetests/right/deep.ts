// How far the compiler's walk reaches: 300 layers in a row, 40 levels of branches.
import { type AtMost, batchNorm, conv2d, globalAveragePool, input, key, linear, relu, residual, sequential } from 'narrownet'
import type { Equal, Expect } from '../equal.js'

const unit = <const C extends number>(channels: C) => [conv2d(channels, channels), batchNorm(channels), relu] as const
const five = <const C extends number>(channels: C) =>
  [...unit(channels), ...unit(channels), ...unit(channels), ...unit(channels), ...unit(channels)] as const
const twenty = <const C extends number>(channels: C) =>
  [...five(channels), ...five(channels), ...five(channels), ...five(channels)] as const

const long = sequential(
  input(8, 8, 4),
  ...twenty(4),
  ...twenty(4),
  ...twenty(4),
  ...twenty(4),
  ...twenty(4),
  globalAveragePool,
  linear(4, 2),
)(key(0))
export type LongCfg = Expect<Equal<(typeof long)['cfg']['length'], 100>>
export type LongNames = Expect<Equal<(typeof long)['arch']['length'], 302>>
export type LongOut = Expect<Equal<(typeof long)['output'], [2]>>

// biome-ignore-start format: one row
const nested = sequential(
  input(8, 8, 8),
  residual(
    residual(
      residual(
        residual(
          residual(
            residual(
              residual(
                residual(
                  residual(
                    residual(
                      residual(
                        residual(
                          residual(
                            residual(
                              residual(
                                residual(
                                  residual(
                                    residual(
                                      residual(
                                        residual(
                                          residual(
                                            residual(
                                              residual(
                                                residual(
                                                  residual(
                                                    residual(
                                                      residual(
                                                        residual(
                                                          residual(
                                                            residual(
                                                              residual(
                                                                residual(
                                                                  residual(
                                                                    residual(
                                                                      residual(
                                                                        residual(
                                                                          residual(
                                                                            residual(residual(residual(conv2d(8, 4), relu, conv2d(4, 8)))),
                                                                          ),
                                                                        ),
                                                                      ),
                                                                    ),
                                                                  ),
                                                                ),
                                                              ),
                                                            ),
                                                          ),
                                                        ),
                                                      ),
                                                    ),
                                                  ),
                                                ),
                                              ),
                                            ),
                                          ),
                                        ),
                                      ),
                                    ),
                                  ),
                                ),
                              ),
                            ),
                          ),
                        ),
                      ),
                    ),
                  ),
                ),
              ),
            ),
          ),
        ),
      ),
    ),
  ),
)(key(0))
// biome-ignore-end format: one row
export type NestedCfg = Expect<Equal<(typeof nested)['cfg'], [4]>>
export type NestedOut = Expect<Equal<(typeof nested)['output'], [8, 8, 8]>>

// a bounded width goes through a block: of it the compiler knows that it is a number
declare const bounded: AtMost<16>
const block = <const C extends number, const W extends number>(channels: C, width: W) =>
  residual(conv2d(channels, width), batchNorm(width), relu, conv2d(width, channels))
const cut = sequential(input(8, 8, 3), conv2d(3, 16), block(16, bounded), conv2d(16, bounded), block(bounded, 4), globalAveragePool)(key(0))
export type CutCfg = Expect<Equal<(typeof cut)['cfg'], [number, 4]>>
export type CutOut = Expect<Equal<(typeof cut)['output'], [number]>>
export const all = [long, nested, cut].map(({ cfg }) => cfg.length)
