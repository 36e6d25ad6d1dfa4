/** The most bytes that one pattern of floats takes in the kernels' workspace: see assembly/channelPattern.ts. */
export const patternBytes = (channels: number): number => 64 * channels
