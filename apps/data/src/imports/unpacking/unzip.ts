import { Readable } from 'node:stream';
import { fromRandomAccessReaderPromise, RandomAccessReader } from 'yauzl';
import type { Entry } from 'yauzl';
import { MalformedFileError } from '../parsing/parsed-record';
import type { PackedFile, UnpackedFile } from './packed-file';
import type { UnpackMeter } from './unpack-limits';

const pieceBytes = 65_536;
/** Type bits of a Unix mode (`S_IFMT`, `S_IFLNK` in sys/stat.h), which zip keeps in the upper half of the attributes. */
const typeBits = 0o170000;
const linkBits = 0o120000;

/** The regular files of a zip. Folders are passed over; links, encrypted members and unknown methods refused. */
export async function* unzip(file: PackedFile, meter: UnpackMeter): AsyncGenerator<UnpackedFile, void> {
  const reader = new FileReader(file);
  try {
    const zip = await fromRandomAccessReaderPromise(reader, file.bytes, { autoClose: false, lazyEntries: true });
    for await (const entry of zip.eachEntry()) {
      meter.enter(entry.fileName);
      if (entry.fileName.endsWith('/')) continue;
      if (isLink(entry)) throw new MalformedFileError('A member of the archive is no regular file.');
      if (!entry.canDecodeFileData())
        throw new MalformedFileError('A member of the archive is encrypted or packed oddly.');
      yield meter.count(bytesOf(await zip.openReadStreamPromise(entry), reader));
    }
  } catch (error) {
    if (error instanceof MalformedFileError) throw error;
    // Whatever else the library says is about the file, unless the disk failed below it.
    throw reader.failure ?? broken();
  }
}

async function* bytesOf(member: Readable, reader: FileReader): AsyncGenerator<Uint8Array, void> {
  try {
    for await (const piece of member) yield piece as Uint8Array; // a stream of bytes gives nothing else
  } catch {
    throw reader.failure ?? broken();
  }
}

function broken(): MalformedFileError {
  return new MalformedFileError('The zip archive is broken.');
}

function isLink({ externalFileAttributes }: Entry): boolean {
  return ((externalFileAttributes >>> 16) & typeBits) === linkBits;
}

/** Lets yauzl read ranges of a file that has no name. */
class FileReader extends RandomAccessReader {
  failure: Error | undefined;

  constructor(private readonly file: PackedFile) {
    super();
  }

  override _readStreamForRange(start: number, end: number): Readable {
    return Readable.from(this.range(start, end), { objectMode: false });
  }

  private async *range(start: number, end: number): AsyncGenerator<Buffer, void> {
    for (let at = start; at < end; at += pieceBytes) {
      try {
        yield await this.file.read(at, Math.min(pieceBytes, end - at));
      } catch (error) {
        this.failure = error instanceof Error ? error : new Error('The disk cannot be read.', { cause: error });
        throw this.failure;
      }
    }
  }
}
