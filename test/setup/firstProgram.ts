import { accessSync, constants } from 'node:fs'

/** The first of these that may be run; undefined where none may. */
export const firstProgram = (paths: readonly string[]): string | undefined =>
  paths.find((path) => {
    try {
      accessSync(path, constants.X_OK)
      return true
    } catch {
      return false
    }
  })
