/** Kills this process, as a power cut would, when what it answers is called for the n-th time (1 is the first). */
export function deathOn(visit: number): () => Promise<void> {
  let visits = 0;
  return async () => {
    visits += 1;
    if (visits < visit) return;
    process.kill(process.pid, 'SIGKILL');
    await new Promise(() => undefined); // the signal takes a moment
  };
}

export interface Steps {
  readonly before?: () => Promise<void>;
  /** With what the method answered. */
  readonly after?: (result: unknown) => Promise<void>;
}

/**
 * Wraps an asynchronous method, so that a test can end its own process at a moment inside of the product, which has no
 * switch for that.
 */
export function wrapMethod<T extends object>(target: T, name: keyof T & string, { before, after }: Steps): void {
  const original = Reflect.get(target, name) as (...values: unknown[]) => Promise<unknown>; // callers name such methods
  Reflect.set(target, name, async function (this: T, ...values: unknown[]) {
    await before?.();
    const result = await original.apply(this, values);
    await after?.(result);
    return result;
  });
}
