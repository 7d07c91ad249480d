declare module 'seek-bzip' {
  /** Decodes bzip2; only the low-level interface that src/layer/decompress/bzip2.ts uses is declared. */
  // biome-ignore lint/style/noDefaultExport: the package has one
  export default class Bunzip {
    constructor(input: { readByte(): number }, output: { writeByte(byte: number): void })
    _init_block(): boolean
    _read_bunzip(): void
    _start_bunzip(input: { readByte(): number }, output: { writeByte(byte: number): void }): void
    readonly reader: { read(bits: number): number }
    readonly streamCRC: number
  }
}
