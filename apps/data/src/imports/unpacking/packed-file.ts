/** A file on disk. */
export interface PackedFile {
  readonly bytes: number;
  /** From the start. */
  pieces(): AsyncIterable<Buffer>;
  /** Fewer bytes than asked for come at the end alone. */
  read(position: number, length: number): Promise<Buffer>;
}

/** The bytes of one file. To be read to its end before the next is asked for. */
export type UnpackedFile = AsyncIterable<Buffer>;
