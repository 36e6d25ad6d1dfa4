// An activation over `count` floats, forward and back. Each kind has a loop of its own; of those with much arithmetic the last floats, less than a vector, pass
// through the same code.
import {
  ELU, GELU, GELU_TANH, HARD_SWISH, hasLightSlope, isLight, LEAKY_RELU, RELU, RELU6, SIGMOID, SILU, SOFTPLUS, TANH,
} from './activationKind'
import { pulledBack } from './activationSlope'
import { activated } from './activationValue'
import { loadLanes, storeLanes } from './lanes'

// @ts-ignore: decorator
@inline
function forwardLoop(kind: i32, parameter: f32, input: usize, output: usize, count: i32): void {
  const constant = f32x4.splat(parameter)
  const bytes = <usize>count << 2
  const whole = bytes & ~15
  const lanes = count & 3
  let at: usize = 0
  if (isLight(kind)) for (; at < whole; at += 16) v128.store(output + at, activated(kind, constant, v128.load(input + at)))
  for (; at < bytes; at += 16) {
    const value = activated(kind, constant, at < whole ? v128.load(input + at) : loadLanes(input + at, lanes))
    if (at < whole) v128.store(output + at, value)
    else storeLanes(output + at, value, lanes)
  }
}

// @ts-ignore: decorator
@inline
function backwardLoop(kind: i32, parameter: f32, saved: usize, outputGradient: usize, gradient: usize, count: i32): void {
  const constant = f32x4.splat(parameter)
  const bytes = <usize>count << 2
  const whole = bytes & ~15
  const lanes = count & 3
  let at: usize = 0
  if (hasLightSlope(kind)) {
    for (; at < whole; at += 16) v128.store(gradient + at, pulledBack(kind, constant, v128.load(saved + at), v128.load(outputGradient + at)))
  }
  for (; at < bytes; at += 16) {
    const isWhole = at < whole
    const kept = isWhole ? v128.load(saved + at) : loadLanes(saved + at, lanes)
    const dy = isWhole ? v128.load(outputGradient + at) : loadLanes(outputGradient + at, lanes)
    const value = pulledBack(kind, constant, kept, dy)
    if (isWhole) v128.store(gradient + at, value)
    else storeLanes(gradient + at, value, lanes)
  }
}

/** output = the activation of input, which may be the same memory; `parameter` is a slope or alpha where the kind has one. */
export function activate(kind: i32, parameter: f32, input: usize, output: usize, count: i32): void {
  if (kind == RELU) forwardLoop(RELU, parameter, input, output, count)
  else if (kind == LEAKY_RELU) forwardLoop(LEAKY_RELU, parameter, input, output, count)
  else if (kind == RELU6) forwardLoop(RELU6, parameter, input, output, count)
  else if (kind == HARD_SWISH) forwardLoop(HARD_SWISH, parameter, input, output, count)
  else if (kind == SIGMOID) forwardLoop(SIGMOID, parameter, input, output, count)
  else if (kind == TANH) forwardLoop(TANH, parameter, input, output, count)
  else if (kind == SILU) forwardLoop(SILU, parameter, input, output, count)
  else if (kind == GELU) forwardLoop(GELU, parameter, input, output, count)
  else if (kind == GELU_TANH) forwardLoop(GELU_TANH, parameter, input, output, count)
  else if (kind == ELU) forwardLoop(ELU, parameter, input, output, count)
  else forwardLoop(SOFTPLUS, parameter, input, output, count)
}

/** gradient = derivative times outputGradient; `saved` is the output or the input, as the kind has it. */
export function activateGradient(kind: i32, parameter: f32, saved: usize, outputGradient: usize, gradient: usize, count: i32): void {
  if (kind == RELU) backwardLoop(RELU, parameter, saved, outputGradient, gradient, count)
  else if (kind == LEAKY_RELU) backwardLoop(LEAKY_RELU, parameter, saved, outputGradient, gradient, count)
  else if (kind == RELU6) backwardLoop(RELU6, parameter, saved, outputGradient, gradient, count)
  else if (kind == HARD_SWISH) backwardLoop(HARD_SWISH, parameter, saved, outputGradient, gradient, count)
  else if (kind == SIGMOID) backwardLoop(SIGMOID, parameter, saved, outputGradient, gradient, count)
  else if (kind == TANH) backwardLoop(TANH, parameter, saved, outputGradient, gradient, count)
  else if (kind == SILU) backwardLoop(SILU, parameter, saved, outputGradient, gradient, count)
  else if (kind == GELU) backwardLoop(GELU, parameter, saved, outputGradient, gradient, count)
  else if (kind == GELU_TANH) backwardLoop(GELU_TANH, parameter, saved, outputGradient, gradient, count)
  else if (kind == ELU) backwardLoop(ELU, parameter, saved, outputGradient, gradient, count)
  else backwardLoop(SOFTPLUS, parameter, saved, outputGradient, gradient, count)
}
