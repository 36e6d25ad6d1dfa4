// The kernels that gain from relaxed SIMD, which are compiled a second time for hosts that have it (build.mjs): multiplyAdd.ts says how they differ.
export * from './depthwise'
export * from './depthwiseFilter'
export * from './multiplyDense'
export * from './multiplyRows'
export * from './multiplyTransposed'
export * from './multiplyVector'
