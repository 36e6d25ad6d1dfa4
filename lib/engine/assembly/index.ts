// What the library calls: every exported kernel, gathered for one binary.
export * from './rectifier'
