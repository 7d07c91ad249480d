import { BundleRuntime } from './bundle-runtime.ts'

/** github.com/containers/crun */
export const crun = new BundleRuntime('crun')
