import { MalformedFileError } from '../parsing/parsed-record';

const mebibyte = 1_048_576;

/** What an archive may hold; the defaults of DefectDojo's import of archives. */
export interface UnpackLimits {
  readonly members: number;
  readonly memberBytes: number;
  readonly totalBytes: number;
  /** Unpacked bytes for each packed one. */
  readonly ratio: number;
}

export const unpackLimits: UnpackLimits = {
  members: 1_000,
  memberBytes: 512 * mebibyte,
  totalBytes: 1_024 * mebibyte,
  ratio: 100,
};

/** Below this a high ratio is only a small file: a list of one repeated line packs well. */
const ratioFreeBytes = mebibyte;

/** Counts what comes out of one archive. Every method throws MalformedFileError where a limit is passed. */
export class UnpackMeter {
  private members = 0;
  private total = 0;

  constructor(
    private readonly packedBytes: number,
    private readonly limits: UnpackLimits,
  ) {}

  /** Of names (POSIX or Windows) that lead out of a folder nothing is unpacked, though nothing is ever written under them. */
  enter(name: string): void {
    this.members += 1;
    if (this.members > this.limits.members) throw new MalformedFileError('The archive has too many members.');
    const isAbsolute = /^(?:[/\\]|[a-z]:)/i.test(name);
    if (isAbsolute || name.split(/[/\\]/).includes('..')) {
      throw new MalformedFileError('A member of the archive has a path that leads out of it.');
    }
  }

  /** The bytes of one member, counted. */
  async *count(pieces: AsyncIterable<Uint8Array>): AsyncGenerator<Buffer, void> {
    let member = 0;
    for await (const piece of pieces) {
      member += piece.length;
      this.total += piece.length;
      if (member > this.limits.memberBytes) throw new MalformedFileError('A member of the archive is too large.');
      if (this.total > this.limits.totalBytes) throw new MalformedFileError('The archive is too large unpacked.');
      if (this.total > ratioFreeBytes && this.total > this.limits.ratio * this.packedBytes) {
        throw new MalformedFileError('The archive is packed too tightly to be a list.');
      }
      yield Buffer.from(piece.buffer, piece.byteOffset, piece.length);
    }
  }
}
