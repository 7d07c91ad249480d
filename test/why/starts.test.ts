import { describe, expect, it } from 'vitest'
import { EMPTY_EXECUTION_CONFIG, type ExecutionConfig } from '../../src/oci/config.ts'
import { startsOf } from '../../src/why/starts.ts'
import { treeOf } from '../support/tree-of.ts'

const program = { content: 'x', mode: 0o755 }
const tree = treeOf([
  {
    '/bin': { symlink: 'usr/bin' },
    '/usr/bin/sh': { symlink: 'dash' },
    '/usr/bin/dash': program,
    '/usr/bin/node': program,
    '/usr/bin/curl': program,
    '/usr/bin/tini': program,
    '/entrypoint.sh': program,
    '/app/server.js': 'x',
    '/app/lib': { directory: true },
  },
])

const isScript = ({ path }: { readonly path: string }): boolean => path.endsWith('.sh')

/** What the image starts, as `kind word: path`. */
function starts(config: Partial<ExecutionConfig>): string[] {
  return startsOf(tree, { ...EMPTY_EXECUTION_CONFIG, ...config }, isScript).map(
    ({ kind, says, node }) => `${kind} ${says}: ${node.path}`,
  )
}

describe('what an image starts', () => {
  it('is the program of its command, found in PATH', () => {
    expect(starts({ cmd: ['node'] })).toEqual(['entrypoint node: /usr/bin/node'])
    expect(starts({ cmd: ['node'], env: ['PATH=/app'] })).toEqual([])
  })

  it('are the files that the command gives to it, and programs after one that starts them', () => {
    expect(starts({ cmd: ['node', '--inspect', 'server.js', 'lib'], workingDir: '/app' })).toEqual([
      'entrypoint node: /usr/bin/node',
      'argument server.js: /app/server.js',
    ])
    expect(starts({ entrypoint: ['/entrypoint.sh'], cmd: ['node', '/app/server.js'] })).toEqual([
      'entrypoint /entrypoint.sh: /entrypoint.sh',
      'argument node: /usr/bin/node',
      'argument /app/server.js: /app/server.js',
    ])
    expect(starts({ entrypoint: ['tini', '--'], cmd: ['node'] })).toEqual([
      'entrypoint tini: /usr/bin/tini',
      'argument node: /usr/bin/node',
    ])
    expect(starts({ cmd: ['node', 'curl'] })).toEqual(['entrypoint node: /usr/bin/node'])
  })

  it.each(['node /app/server.js | tee log', ' exec node server.js', 'node;true'])(
    'is the first program of a shell’s command line: %s',
    (line) => {
      expect(starts({ entrypoint: ['/bin/sh', '-c'], cmd: [line] })).toEqual([
        'entrypoint /bin/sh: /usr/bin/dash',
        'argument node: /usr/bin/node',
      ])
    },
  )

  it.each(['$CMD', '', '"node"', 'exec'])('is the shell alone where its command line begins otherwise: %j', (line) => {
    expect(starts({ cmd: ['/bin/sh', '-c', line] })).toEqual(['entrypoint /bin/sh: /usr/bin/dash'])
  })

  it('is also what its health check runs', () => {
    expect(starts({ healthcheck: { test: ['CMD', 'curl', '/app/server.js'] } })).toEqual([
      'healthcheck curl: /usr/bin/curl',
      'argument /app/server.js: /app/server.js',
    ])
    expect(starts({ healthcheck: { test: ['CMD-SHELL', 'curl -f http://localhost || exit 1'] } })).toEqual([
      'healthcheck /bin/sh: /usr/bin/dash',
      'argument curl: /usr/bin/curl',
    ])
    expect(starts({ healthcheck: { test: ['NONE'] } })).toEqual([])
  })

  it('names the symlinks on the way', () => {
    const [shell] = startsOf(tree, { ...EMPTY_EXECUTION_CONFIG, cmd: ['/bin/sh'] }, isScript)
    expect(shell?.via.map(({ path }) => path)).toEqual(['/bin', '/usr/bin/sh'])
  })

  it('is nothing where the image says nothing', () => {
    expect(starts({})).toEqual([])
  })
})
