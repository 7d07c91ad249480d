import type { FactReader } from '../layer/fact-reader.ts'

/** The services that each database is asked of, in their order; nsswitch.conf(5). A type, not an interface, so that it counts as JSON. */
export type NameServices = { readonly databases: readonly (readonly [database: string, services: readonly string[]])[] }

export const NSSWITCH = '/etc/nsswitch.conf'

const LIMIT = 64 * 1024

/** Whom the C library asks for users, groups and hosts. */
export const nsswitchReader: FactReader<NameServices> = {
  name: 'nsswitch',
  version: 1,

  select: ({ path }) => (path === NSSWITCH ? { limit: LIMIT } : undefined),

  read: (_entry, content) => parseNsswitch(content.text),
}

/** Reads nsswitch.conf(5); what to do with an answer (`[NOTFOUND=return]`) is left out. */
export function parseNsswitch(text: string): NameServices {
  const databases = text.split('\n').flatMap((line): [string, string[]][] => {
    const [, database, services] = /^\s*([\w-]+):(.*)$/.exec(line.replace(/#.*/, '')) ?? []
    if (database === undefined || services === undefined) return []
    return [
      [
        database,
        services
          .replace(/\[[^\]]*\]/g, ' ')
          .split(/\s+/)
          .filter(Boolean),
      ],
    ]
  })
  return { databases }
}
