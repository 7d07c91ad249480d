// Bundles the program into dist/: a small start for all commands, and what they need split off into chunks that load when met.
import { readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { isBuiltin } from 'node:module'
import { join, relative } from 'node:path'
import { build } from 'esbuild'
import { build as buildPage } from 'vite'

const root = import.meta.dirname
const dist = join(root, 'dist')
// What oclif finds by its name at run time cannot be bundled.
const external = Object.keys(readJson(join(root, 'package.json')).dependencies)
// What CycloneDX's library would write XML with, if it were there: src/report/xml.ts does.
const unused = ['xmlbuilder2']

const { metafile } = await build({
  absWorkingDir: root,
  entryPoints: {
    cli: 'commands/support/cli.ts',
    index: 'src/index.ts',
    'scan-worker': 'src/inventory/scan/scan-worker.ts',
    'ask-worker': 'src/containers/http/ask-worker.ts',
  },
  outdir: dist,
  // Flat, so that new URL('./scan-worker.js', import.meta.url) and its like hold in every chunk.
  chunkNames: '[name]-[hash]',
  bundle: true,
  splitting: true,
  format: 'esm',
  platform: 'node',
  target: 'node22.19',
  external: [...external, ...unused],
  plugins: [namedDynamicImports()],
  // CommonJS packages ask for what ECMAScript modules do not have.
  banner: {
    js: [
      "import { createRequire as __createRequire } from 'node:module'",
      'const require = __createRequire(import.meta.url)',
      'const __filename = import.meta.filename, __dirname = import.meta.dirname',
    ].join('\n'),
  },
  metafile: true,
  logLevel: 'warning',
})
removeFormerChunks(Object.keys(metafile.outputs))
const page = await comparePage()
writeFileSync(join(dist, 'compare-report.html'), page.html)
writeFileSync(join(dist, 'third-party-licenses.txt'), licensesOf([...Object.keys(metafile.inputs), ...page.inputs]))

/** Chunks have a hash in their names, so those of the last build are not written over. */
function removeFormerChunks(outputs) {
  const current = new Set(outputs.map((path) => join(root, path)))
  for (const name of readdirSync(dist)) {
    const path = join(dist, name)
    if (name.endsWith('.js') && !current.has(path)) rmSync(path)
  }
}

/**
 * With code splitting, esbuild leaves a CommonJS package that is imported dynamically nothing but its default export.
 * This gives it the names that it has where nothing is bundled: those that Node.js itself finds.
 */
function namedDynamicImports() {
  const namespace = 'named-dynamic-import'
  return {
    name: namespace,
    setup({ onResolve, onLoad }) {
      onResolve({ filter: /^[^./]/ }, ({ kind, path, importer, resolveDir }) => {
        const ours = kind === 'dynamic-import' && !importer.includes('node_modules')
        return ours && !isBuiltin(path) ? { namespace, path, pluginData: resolveDir } : undefined
      })
      onLoad({ namespace, filter: /^/ }, async ({ path, pluginData: resolveDir }) => {
        const exported = Object.keys(await import(path))
        const names = exported.filter((name) => name !== 'default' && /^[\w$]+$/.test(name))
        const contents = [
          `import * as all from '${path}'`,
          `export const { ${names.join(', ')} } = all`,
          ...(exported.includes('default') ? ['export default all.default'] : []),
        ]
        return { contents: contents.join('\n'), resolveDir }
      })
    },
  }
}

/** The page of the HTML report without its data, and the modules that are in it. */
async function comparePage() {
  const inputs = []
  const listInputs = {
    name: 'list-inputs',
    generateBundle: {
      order: 'pre', // before the chunks are put into the page
      handler(_options, bundle) {
        for (const { moduleIds = [] } of Object.values(bundle))
          inputs.push(...moduleIds.map((id) => relative(root, id)))
      },
    },
  }
  const config = join(root, 'web', 'compare', 'vite.config.ts')
  const { output } = await buildPage({ configFile: config, configLoader: 'native', plugins: [listInputs] })
  return { html: output.find(({ fileName }) => fileName.endsWith('.html')).source, inputs }
}

/** The licenses of the packages that went into the bundle: they ask to go where the code goes. */
function licensesOf(inputs) {
  const directories = new Set(inputs.flatMap((path) => /^.*node_modules\/(?:@[^/]+\/)?[^/]+/.exec(path)?.[0] ?? []))
  const texts = [...directories].sort().map((directory) => {
    const { name, version, license } = readJson(join(root, directory, 'package.json'))
    const file = readdirSync(join(root, directory)).find((entry) => /^licen[cs]e(?:[.-]|$)/i.test(entry))
    const text = file === undefined ? '' : readFileSync(join(root, directory, file), 'utf8').trim()
    return `${name} ${version} (${license})\n\n${text}\n`
  })
  return texts.join(`\n${'-'.repeat(80)}\n\n`)
}

function readJson(path) {
  return JSON.parse(readFileSync(path, 'utf8'))
}
