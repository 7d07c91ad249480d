import { BundleRuntime } from './bundle-runtime.ts'

/** github.com/opencontainers/runc */
export const runc = new BundleRuntime('runc')
