import { describe, expect, test } from 'vitest'
import { UsageError } from '../../src/errors.ts'
import { mayNeedProxy, proxySettings } from '../../src/registry/proxy.ts'

describe('proxySettings', () => {
  test('reads upper and lower case, the lower first', () => {
    expect(
      proxySettings({
        HTTP_PROXY: 'http://upper:1',
        http_proxy: 'http://lower:1',
        HTTPS_PROXY: 'http://secure:2',
        NO_PROXY: 'a,b',
      }),
    ).toEqual({ httpProxy: 'http://lower:1', httpsProxy: 'http://secure:2', noProxy: 'a,b' })
  })

  test('takes an empty value for no proxy', () => {
    expect(proxySettings({ HTTPS_PROXY: 'http://proxy', https_proxy: '' }).httpsProxy).toBe('')
  })

  test('takes a host without a scheme for an HTTP proxy', () => {
    expect(proxySettings({ HTTPS_PROXY: 'proxy.example:3128' }).httpsProxy).toBe('http://proxy.example:3128')
  })

  test('refuses what is no HTTP proxy, without telling its password', () => {
    const settings = () => proxySettings({ HTTPS_PROXY: 'ftp://me:secret@proxy' })
    expect(settings).toThrow(UsageError)
    expect(settings).toThrow(/HTTPS_PROXY/)
    expect(settings).not.toThrow(/secret/)
  })
})

describe('mayNeedProxy', () => {
  const both = proxySettings({ HTTP_PROXY: 'http://plain', HTTPS_PROXY: 'http://secure' })

  test('never for this machine', () => {
    expect(mayNeedProxy(new URL('http://localhost:5000'), both)).toBe(false)
    expect(mayNeedProxy(new URL('https://127.0.0.1:5000'), both)).toBe(false)
  })

  test('by the scheme of the request', () => {
    const plain = proxySettings({ HTTP_PROXY: 'http://plain' })
    expect(mayNeedProxy(new URL('http://registry.example'), plain)).toBe(true)
    expect(mayNeedProxy(new URL('https://registry.example'), plain)).toBe(false)
    expect(mayNeedProxy(new URL('https://registry.example'), both)).toBe(true)
  })
})
