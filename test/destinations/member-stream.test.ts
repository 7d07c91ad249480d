import { expect, test } from 'vitest'
import { MemberStream } from '../../src/destinations/member-stream.ts'
import { readTar } from '../support/read-tar.ts'

const member = (name: string, content: string) => ({
  name,
  size: content.length,
  read: () => [Buffer.from(content)],
})

async function bytesOf(stream: MemberStream): Promise<Buffer> {
  const pieces: Uint8Array[] = []
  for await (const piece of stream.bytes()) pieces.push(piece)
  return Buffer.concat(pieces)
}

test('what several write is one archive, in which each file is whole', async () => {
  const stream = new MemberStream()
  const archive = bytesOf(stream)
  await Promise.all([stream.write(member('blobs/sha256/a', 'one')), stream.write(member('blobs/sha256/b', 'two'))])
  await stream.write(member('index.json', '{}'))
  stream.complete()
  const entries = readTar(await archive).map(({ path, type, content }) => [path, type, content?.toString()])
  expect(entries).toEqual([
    ['/blobs', 'directory', undefined],
    ['/blobs/sha256', 'directory', undefined],
    ['/blobs/sha256/a', 'file', 'one'],
    ['/blobs/sha256/b', 'file', 'two'],
    ['/index.json', 'file', '{}'],
  ])
})

test('a file that cannot be read breaks the archive off, and everyone who writes hears of it', async () => {
  const stream = new MemberStream()
  const archive = bytesOf(stream)
  const broken = stream.write({
    name: 'a',
    size: 3,
    *read() {
      yield Buffer.from('a')
      throw new Error('it is broken')
    },
  })
  const behind = stream.write(member('b', 'two'))
  const failures = await Promise.allSettled([broken, behind, archive])
  expect(failures).toMatchObject(failures.map(() => ({ status: 'rejected', reason: { message: 'it is broken' } })))
  await expect(stream.write(member('c', ''))).rejects.toThrow('it is broken')
})

test('an archive whose reader has gone fails for those who write', async () => {
  const stream = new MemberStream()
  const writing = stream.write(member('a', 'one'))
  stream.fail(new Error('the engine is gone'))
  await expect(writing).rejects.toThrow('the engine is gone')
  await expect(bytesOf(stream)).rejects.toThrow('the engine is gone')
})
