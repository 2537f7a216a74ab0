import { createReadStream, createWriteStream } from 'node:fs';
import { open } from 'node:fs/promises';
import { pipeline } from 'node:stream/promises';
import { createGunzip, createGzip } from 'node:zlib';

import { damaged } from './backup.errors';
import type { BackupSecret } from './backup-secret';
import { headerLength, newHeader, openHeader } from './file-header';
import { decoded, encoded } from './records';
import type { BackupPart } from './records';
import { opening, sealing } from './sealed-stream';
import { CommandFailure } from '../launcher/exit-codes';

/** Writes a new file (0600) and waits until it is on the disk. @throws Error with `EEXIST` when there is one already */
export async function writeBackupFile(
  path: string,
  secret: BackupSecret,
  parts: AsyncIterable<BackupPart>,
): Promise<void> {
  const { header, sealing: key } = await newHeader(secret);
  const file = createWriteStream(path, { flags: 'wx', mode: 0o600, flush: true });
  file.write(header);
  await pipeline(bytesOf(parts), createGzip(), sealing(key), file);
}

async function* bytesOf(parts: AsyncIterable<BackupPart>): AsyncGenerator<Buffer> {
  for await (const part of parts) yield encoded(part);
}

/** An opened file whose secret fits. */
export interface BackupFile {
  /** Everything in it, each byte authenticated before it is given out. */
  readonly parts: () => AsyncIterable<BackupPart>;
}

/** @throws CommandFailure `usage`, `backupUnreadable`, `backupNewer`; reading the parts throws them too */
export async function openBackupFile(path: string, secret: BackupSecret): Promise<BackupFile> {
  const key = await openHeader(await beginningOf(path), secret);
  return { parts: () => partsOf(path, key) };
}

async function* partsOf(path: string, key: Buffer): AsyncGenerator<BackupPart> {
  const unsealed = opening(key);
  const unpacked = createGunzip();
  // Fails with the first error of the chain; without it a broken chunk would look like the end of the file.
  const flow = pipeline(createReadStream(path, { start: headerLength }), unsealed, unpacked);
  flow.catch(() => undefined); // awaited below
  try {
    yield* decoded(unpacked);
  } catch (error) {
    if (unsealed.errored !== null) throw unsealed.errored;
    throw isZlibError(error) ? damaged('what was sealed was not packed') : error;
  } finally {
    unpacked.destroy();
  }
  await flow;
}

function isZlibError(error: unknown): boolean {
  return error instanceof Error && 'code' in error && String(error.code).startsWith('Z_');
}

async function beginningOf(path: string): Promise<Buffer> {
  const file = await open(path).catch((error: unknown) => {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') {
      throw new CommandFailure('usage', `There is no file ${path}.`);
    }
    throw error;
  });
  try {
    const header = Buffer.alloc(headerLength);
    const { bytesRead } = await file.read(header, 0, headerLength, 0);
    return header.subarray(0, bytesRead);
  } finally {
    await file.close();
  }
}
