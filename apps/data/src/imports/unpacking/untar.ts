import { Readable } from 'node:stream';
import { extract } from 'tar-stream';
import { MalformedFileError } from '../parsing/parsed-record';
import type { UnpackedFile } from './packed-file';
import type { UnpackMeter } from './unpack-limits';

/** The regular files of a tar. Folders are passed over, links and devices refused. */
export async function* untar(pieces: AsyncIterable<Buffer>, meter: UnpackMeter): AsyncGenerator<UnpackedFile, void> {
  const source = Readable.from(pieces, { objectMode: false });
  const entries = extract();
  // Errors of the source are its own; what the reader of the format says is about the file.
  let sourceError: Error | undefined;
  source.on('error', (error) => {
    sourceError = error;
    entries.destroy(error);
  });
  source.pipe(entries);
  const failure = (): Error => sourceError ?? new MalformedFileError('The tar archive is broken.');
  try {
    for await (const entry of entries) {
      const { name, type } = entry.header;
      meter.enter(name);
      if (type === 'directory') entry.resume();
      else if (type === 'file' || type === 'contiguous-file') yield meter.count(bytesOf(entry, failure));
      else throw new MalformedFileError('A member of the archive is no regular file.');
    }
  } catch (error) {
    if (error instanceof MalformedFileError) throw error;
    throw failure();
  } finally {
    source.destroy();
    entries.destroy();
  }
}

// The library's types leave open what its streams give: bytes.
async function* bytesOf(entry: AsyncIterable<unknown>, failure: () => Error): AsyncGenerator<Uint8Array, void> {
  try {
    for await (const piece of entry) yield piece as Uint8Array;
  } catch {
    throw failure();
  }
}
