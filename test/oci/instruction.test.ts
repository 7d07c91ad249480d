import { describe, expect, it } from 'vitest'
import type { HistoryEntry } from '../../src/oci/config.ts'
import { instructionOf, layerInstructions } from '../../src/oci/instruction.ts'

function step(createdBy: string, emptyLayer = false): HistoryEntry {
  return { created: null, createdBy, comment: '', author: '', emptyLayer }
}

describe('instructionOf', () => {
  it.each([
    [
      'RUN /bin/sh -c apt-get update && apt-get install -y curl # buildkit',
      'RUN apt-get update && apt-get install -y curl',
    ],
    ['RUN |2 VERSION=3 NAME=a b /bin/sh -c make $VERSION # buildkit', 'RUN make $VERSION'],
    ['RUN /bin/bash -o pipefail -c curl x | sh # buildkit', 'RUN curl x | sh'],
    ['RUN /bin/bash -euxo pipefail -c make # buildkit', 'RUN make'],
    ['RUN /usr/local/bin/setup --fast # buildkit', 'RUN /usr/local/bin/setup --fast'],
    ['RUN cmd /S /C dir # buildkit', 'RUN dir'],
    ['COPY --chown=1000:1000 src /app # buildkit', 'COPY --chown=1000:1000 src /app'],
    ['ENV PATH=/opt/bin:/bin', 'ENV PATH=/opt/bin:/bin'],
    [
      '/bin/sh -c #(nop) ADD file:9a4f77dfaba7fd2aa78186e4ef0e7486ad55101cefc1fabbc1b385601bb38920 in / ',
      'ADD file:9a4f77dfaba7fd2aa78186e4ef0e7486ad55101cefc1fabbc1b385601bb38920 in /',
    ],
    ['/bin/sh -c #(nop)  CMD ["/bin/bash"]', 'CMD ["/bin/bash"]'],
    ['/bin/sh -c apk add --no-cache curl', 'RUN apk add --no-cache curl'],
    ['|1 VERSION=3 /bin/sh -c make install', 'RUN make install'],
    ['/bin/sh -c #(nop) COPY dir:4d09 in /app/ ', 'COPY dir:4d09 in /app/'],
    ['RUN apk add curl', 'RUN apk add curl'],
    ['COPY go.mod go.sum ./', 'COPY go.mod go.sum ./'],
    ['umoci insert conf /etc/app', 'umoci insert conf /etc/app'],
    ['bazel build @bookworm//libc6/amd64:amd64', 'bazel build @bookworm//libc6/amd64:amd64'],
    ['apko', 'apko'],
    ['ko build ko://example.com/cmd/app', 'ko build ko://example.com/cmd/app'],
    [
      "# debian.sh --arch 'amd64' out/ 'bookworm' '@1767225600'",
      "# debian.sh --arch 'amd64' out/ 'bookworm' '@1767225600'",
    ],
  ])('reads %s', (createdBy, instruction) => {
    expect(instructionOf(createdBy)).toBe(instruction)
  })

  it('puts an instruction of several lines on one', () => {
    expect(instructionOf('RUN /bin/sh -c set -e;\t\tmake\n  && make install # buildkit')).toBe(
      'RUN set -e; make && make install',
    )
  })

  it('says nothing where the history says nothing', () => {
    expect(instructionOf(' \n')).toBeNull()
  })
})

describe('layerInstructions', () => {
  it('gives layers the steps that made one', () => {
    const history = [step('ADD rootfs.tar /'), step('CMD ["sh"]', true), step('RUN make')]
    expect(layerInstructions(history, 2)).toEqual(['ADD rootfs.tar /', 'RUN make'])
  })

  it('knows the steps that make no layer where nobody marked them', () => {
    const history = [step('ADD rootfs.tar /'), step('/bin/sh -c #(nop)  CMD ["sh"]'), step('ENV A=1'), step('RUN make')]
    expect(layerInstructions(history, 2)).toEqual(['ADD rootfs.tar /', 'RUN make'])
  })

  it('says nothing of layers that cannot be matched up with steps', () => {
    expect(layerInstructions([], 2)).toEqual([null, null])
    expect(layerInstructions([step('ADD rootfs.tar /'), step('RUN make')], 1)).toEqual([null])
    expect(layerInstructions([step('ADD rootfs.tar /')], 3)).toEqual([null, null, null])
  })
})
