export const shape = [28, 28, 1] as const
