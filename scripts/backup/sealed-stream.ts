import { Transform } from 'node:stream';
import type { TransformCallback } from 'node:stream';

import { openAesGcm, sealAesGcm } from '@sentrybox/database';

import { cutOff, damaged } from './backup.errors';

// The STREAM construction (Hoang, Reyhanitabar, Rogaway, Vizár 2015), as age uses it: chunks of AES-256-GCM whose nonce
// is their number and whether they are the last. So none can be changed, left out, swapped or cut off unnoticed. The key
// is of one file alone, so a number never comes twice under it.

/** Bytes in the clear; every chunk but the last is full. */
export const chunkLength = 64 * 1024;
const tagLength = 16;
const noData = Buffer.alloc(0);

/** Chunks sealed under `key`. */
export function sealing(key: Buffer): Transform {
  let index = 0;
  const seal = (chunk: Buffer, isLast: boolean): Buffer => {
    const { ciphertext, tag } = sealAesGcm(key, chunk, noData, nonceOf(index, isLast));
    index += 1;
    return Buffer.concat([ciphertext, tag]);
  };
  return inChunks(chunkLength, seal);
}

/** The reverse. Fails with CommandFailure `backupUnreadable` at the first byte that is not what was sealed. */
export function opening(key: Buffer): Transform {
  let index = 0;
  const attempt = (chunk: Buffer, isLast: boolean): Buffer | undefined => {
    const tagAt = chunk.length - tagLength;
    const sealed = { ciphertext: chunk.subarray(0, tagAt), tag: chunk.subarray(tagAt), nonce: nonceOf(index, isLast) };
    return openAesGcm(key, sealed, noData);
  };
  const open = (chunk: Buffer, isLast: boolean): Buffer => {
    if (chunk.length < tagLength) throw cutOff();
    const opened = attempt(chunk, isLast);
    if (opened !== undefined) {
      index += 1;
      return opened;
    }
    if (isLast && attempt(chunk, false) !== undefined) throw cutOff();
    throw damaged(`${isLast ? 'its end' : 'the part'} after ${index * chunkLength} bytes was changed or cut off`);
  };
  return inChunks(chunkLength + tagLength, open);
}

/** Passes on pieces of exactly `length` bytes through `work`; the last one is told so and may be shorter, even empty. */
function inChunks(length: number, work: (chunk: Buffer, isLast: boolean) => Buffer): Transform {
  let held: Buffer[] = [];
  let heldLength = 0;
  const attempt = (step: () => Buffer | undefined, done: TransformCallback): void => {
    try {
      done(null, step());
    } catch (error) {
      done(error instanceof Error ? error : new Error(String(error)));
    }
  };
  return new Transform({
    transform(piece: Buffer, _encoding, done) {
      held.push(piece);
      heldLength += piece.length;
      // A full chunk waits until something follows it: only then it is known not to be the last.
      if (heldLength <= length) {
        done();
        return;
      }
      let all = Buffer.concat(held);
      attempt(() => {
        const out: Buffer[] = [];
        for (; all.length > length; all = all.subarray(length)) out.push(work(all.subarray(0, length), false));
        held = [all];
        heldLength = all.length;
        return Buffer.concat(out);
      }, done);
    },
    flush(done) {
      attempt(() => work(Buffer.concat(held), true), done);
    },
  });
}

/** 11 bytes of number, 1 that says whether it is the last. */
function nonceOf(index: number, isLast: boolean): Buffer {
  const nonce = Buffer.alloc(12);
  nonce.writeUIntBE(index, 5, 6);
  nonce[11] = isLast ? 1 : 0;
  return nonce;
}
