import { defineConfig } from 'vite'
import { viteSingleFile } from 'vite-plugin-singlefile'
import { contentSecurity } from './content-security.ts'

/** Builds the page of the HTML report of `imgpeek compare` into one file, without its data. */
// biome-ignore lint/style/noDefaultExport: Vite asks for it
export default defineConfig({
  root: import.meta.dirname,
  // nothing of the machine that builds goes into the page
  publicDir: false,
  envDir: false,
  oxc: { jsx: { runtime: 'automatic', importSource: 'preact' } },
  plugins: [viteSingleFile({ removeViteModuleLoader: true }), contentSecurity()],
  build: { target: 'es2023', write: false, modulePreload: false },
  logLevel: 'warn',
})
