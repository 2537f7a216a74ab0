import { Readable } from 'node:stream';
import { createGunzip } from 'node:zlib';
import { MalformedFileError } from '../parsing/parsed-record';
import { containerOf, headBytes } from './container-kind';
import type { PackedFile, UnpackedFile } from './packed-file';
import { peek } from './peeked';
import { untar } from './untar';
import { UnpackMeter, unpackLimits } from './unpack-limits';
import type { UnpackLimits } from './unpack-limits';
import { unzip } from './unzip';

/**
 * What a file holds: the members of a zip, tar or gzipped tar, the content of a gzip, or itself. Nothing is written
 * anywhere and no member is held as a whole. An archive inside an archive is refused.
 * @throws MalformedFileError for what is beyond the limits (U03), leads out of the archive, or is broken.
 */
export async function* unpack(
  file: PackedFile,
  limits: UnpackLimits = unpackLimits,
): AsyncGenerator<UnpackedFile, void> {
  const meter = new UnpackMeter(file.bytes, limits);
  switch (containerOf(await file.read(0, headBytes))) {
    case 'none':
      yield file.pieces();
      return;
    case 'zip':
      yield* unzip(file, meter);
      return;
    case 'tar':
      yield* untar(file.pieces(), meter);
      return;
    case 'gzip':
      yield* gunzip(file, meter);
  }
}

async function* gunzip(file: PackedFile, meter: UnpackMeter): AsyncGenerator<UnpackedFile, void> {
  const packed = Readable.from(file.pieces(), { objectMode: false });
  const unpacked = createGunzip();
  packed.on('error', (error) => unpacked.destroy(error));
  packed.pipe(unpacked);
  try {
    const { head, pieces } = await peek(whole(unpacked), headBytes);
    const kind = containerOf(head);
    if (kind === 'tar') yield* untar(pieces, meter);
    else if (kind === 'none') yield meter.count(pieces);
    else throw new MalformedFileError('An archive inside an archive is not opened.');
  } finally {
    packed.destroy();
    unpacked.destroy();
  }
}

async function* whole(unpacked: Readable): AsyncGenerator<Buffer, void> {
  try {
    for await (const piece of unpacked) yield piece as Buffer; // zlib gives nothing else
  } catch (error) {
    if (isZlibError(error)) throw new MalformedFileError('The file is no complete gzip.');
    throw error;
  }
}

function isZlibError(error: unknown): boolean {
  return typeof error === 'object' && error !== null && 'code' in error && /^Z_/.test(String(error.code));
}
