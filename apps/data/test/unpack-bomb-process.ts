import { gzipSync } from 'node:zlib';
import type { PackedFile } from '../src/imports/unpacking/packed-file';
import { unpack } from '../src/imports/unpacking/unpack';

const mebibyte = 1_048_576;

/** What became of a bomb of 10 GiB, and what it cost: told to the parent, in a process that does nothing else. */
export interface BombReport {
  readonly error: string | undefined;
  readonly grownBytes: number;
}

async function main(): Promise<void> {
  const member = gzipSync(Buffer.alloc(16 * mebibyte));
  const bomb: PackedFile = {
    bytes: 640 * member.length,
    read: () => Promise.resolve(member.subarray(0, 512)),
    async *pieces() {
      await Promise.resolve();
      for (let n = 0; n < 640; n += 1) yield member;
    },
  };
  const before = process.memoryUsage().rss;
  let most = before;
  let error: string | undefined;
  try {
    for await (const file of unpack(bomb)) {
      for await (const piece of file) {
        if (piece.length === 0) return;
        most = Math.max(most, process.memoryUsage.rss());
      }
    }
  } catch (caught) {
    error = caught instanceof Error ? caught.constructor.name : String(caught);
  }
  const report: BombReport = { error, grownBytes: most - before };
  process.send?.(report);
}

void main();
