import { mkdirSync, mkdtempSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { rootlessUser, storageConfiguration } from '../../../src/sources/containers-storage/storage-configuration.ts'
import { temporaryDirectory } from '../../support/temporary-directory.ts'

const temporary = temporaryDirectory()

function configuration(text: string): string {
  const path = join(mkdtempSync(join(temporary, 'conf-')), 'storage.conf')
  writeFileSync(path, text)
  return path
}

describe('a user other than root', () => {
  test('has a storage in their home', async () => {
    const env = { HOME: mkdtempSync(join(temporary, 'home-')) }
    expect(await storageConfiguration(env, 1000)).toMatchObject({
      graphRoot: join(env.HOME, '.local/share/containers/storage'),
      additionalStores: [],
    })
    const data = join(temporary, 'data')
    expect((await storageConfiguration({ ...env, XDG_DATA_HOME: data }, 1000)).graphRoot).toBe(
      join(data, 'containers/storage'),
    )
  })

  test('has their own configuration, in which paths may have variables', async () => {
    const home = mkdtempSync(join(temporary, 'home-'))
    mkdirSync(join(home, '.config/containers'), { recursive: true })
    writeFileSync(
      join(home, '.config/containers/storage.conf'),
      '[storage]\ndriver = "vfs"\nrootless_storage_path = "/data/$UID/$NAME/store"\n',
    )
    expect(await storageConfiguration({ HOME: home, NAME: 'me' }, 1000)).toEqual({
      driver: 'vfs',
      graphRoot: '/data/1000/me/store',
      additionalStores: [],
    })
  })

  test('stays one inside of podman unshare, where they look like root', () => {
    const env = { _CONTAINERS_USERNS_CONFIGURED: 'done', _CONTAINERS_ROOTLESS_UID: '1000' }
    expect(rootlessUser(env, 0)).toBe(1000)
    expect(rootlessUser({}, 0)).toBeNull()
    expect(rootlessUser({}, 1000)).toBe(1000)
  })
})

describe('a configuration', () => {
  test.each([0, 1000])('that the environment names counts for everyone (uid %d)', async (uid) => {
    const path = configuration(
      '[storage]\ndriver = "overlay"\ngraphroot = "/images"\nimagestore = "/split"\n' +
        '[storage.options]\nadditionalimagestores = ["/shared", "/more"]\n[storage.options.overlay]\nmountopt = "x"\n',
    )
    expect(await storageConfiguration({ CONTAINERS_STORAGE_CONF: path }, uid)).toEqual({
      driver: 'overlay',
      graphRoot: '/images',
      additionalStores: ['/split', '/shared', '/more'],
    })
    const env = { CONTAINERS_STORAGE_CONF: path, STORAGE_DRIVER: 'vfs' }
    expect((await storageConfiguration(env, uid)).driver).toBe('vfs')
  })

  test.each([
    ['[storage', /is not TOML/],
    ['[storage]\ndriver = 3', /driver is not a string/],
    ['storage = "overlay"', /storage is not a table/],
    ['[storage.options]\nadditionalimagestores = "one"', /additionalimagestores is not a list/],
    ['[storage.options]\nadditionalimagestores = [1]', /additionalimagestores is not a list/],
  ])('that is wrong is an error that names it: %j', async (text, message) => {
    const path = configuration(text)
    const reading = storageConfiguration({ CONTAINERS_STORAGE_CONF: path }, 0)
    await expect(reading).rejects.toMatchObject({ exitCode: 2, message: expect.stringMatching(message) })
    await expect(reading).rejects.toThrow(path)
  })
})
