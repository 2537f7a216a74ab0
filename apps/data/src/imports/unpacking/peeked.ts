/** The first bytes of a stream of pieces, and all of it again. */
export interface Peeked {
  readonly head: Buffer;
  readonly pieces: AsyncGenerator<Buffer, void>;
}

/** @param bytes how many are wanted; fewer come of a shorter stream. */
export async function peek(pieces: AsyncIterable<Buffer>, bytes: number): Promise<Peeked> {
  const iterator = pieces[Symbol.asyncIterator]();
  const held: Buffer[] = [];
  let length = 0;
  while (length < bytes) {
    const next = await iterator.next();
    if (next.done === true) break;
    held.push(next.value);
    length += next.value.length;
  }
  return { head: Buffer.concat(held).subarray(0, bytes), pieces: again(held, iterator) };
}

async function* again(held: readonly Buffer[], iterator: AsyncIterator<Buffer>): AsyncGenerator<Buffer, void> {
  try {
    yield* held;
    for (;;) {
      const next = await iterator.next();
      if (next.done === true) return;
      yield next.value;
    }
  } finally {
    await iterator.return?.();
  }
}
