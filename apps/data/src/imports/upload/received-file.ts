import { createHash, randomUUID } from 'node:crypto';
import { open, unlink } from 'node:fs/promises';
import type { FileHandle } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { noRoomForFile } from '../imports.errors';

/** What is read at once to be parsed: some thousand lines, so that other requests get their turn in between. */
const parsedPieceBytes = 32_768;

/**
 * A file on its way in, on disk and without a name: it is unlinked as soon as it is open, so that nothing is left
 * behind however the process ends. Close it.
 */
export class ReceivedFile {
  bytes = 0;
  private readonly hash = createHash('sha256');
  private digest: string | undefined;

  private constructor(private readonly handle: FileHandle) {}

  /**
   * Writes everything that `chunks` yields, which is also what bounds the size.
   * @throws what `chunks` throws; DomainError unavailable when the disk refuses.
   */
  static async of(chunks: AsyncIterable<Uint8Array>): Promise<ReceivedFile> {
    const file = new ReceivedFile(await openNameless());
    try {
      for await (const chunk of chunks) await file.write(chunk);
      return file;
    } catch (error) {
      await file.close();
      throw error;
    }
  }

  get sha256(): string {
    return (this.digest ??= this.hash.digest('hex'));
  }

  /** From the start, in pieces of at most that many bytes. */
  async *pieces(pieceBytes = parsedPieceBytes): AsyncGenerator<Buffer, void> {
    let position = 0;
    while (position < this.bytes) {
      const piece = Buffer.allocUnsafe(Math.min(pieceBytes, this.bytes - position));
      const { bytesRead } = await this.handle.read(piece, 0, piece.length, position);
      if (bytesRead === 0) throw noRoomForFile(new Error('The file became shorter.'));
      position += bytesRead;
      yield piece.subarray(0, bytesRead);
    }
  }

  /** A range; shorter at the end of the file. */
  async read(position: number, length: number): Promise<Buffer> {
    const piece = Buffer.allocUnsafe(length);
    const { bytesRead } = await this.handle.read(piece, 0, length, position);
    return piece.subarray(0, bytesRead);
  }

  async close(): Promise<void> {
    await this.handle.close();
  }

  private async write(chunk: Uint8Array): Promise<void> {
    this.hash.update(chunk);
    let written = 0;
    while (written < chunk.length) {
      const { bytesWritten } = await this.handle
        .write(chunk, written, chunk.length - written, this.bytes + written)
        .catch((error: unknown) => {
          throw noRoomForFile(error);
        });
      written += bytesWritten;
    }
    this.bytes += chunk.length;
  }
}

async function openNameless(): Promise<FileHandle> {
  const path = join(tmpdir(), `sentrybox-import-${randomUUID()}`);
  try {
    const handle = await open(path, 'wx+', 0o600);
    await unlink(path);
    return handle;
  } catch (error) {
    throw noRoomForFile(error);
  }
}
