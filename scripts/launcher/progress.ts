/** Where the launcher's lines go. */
export type Print = (line: string) => void;

export const printToTerminal: Print = (line) => {
  process.stdout.write(`${line}\n`);
};

const heartbeatMs = 10_000;

/** Runs one phase of the start, says when it began, that it goes on, and how long it took. */
export async function phase<T>(print: Print, name: string, work: () => Promise<T>): Promise<T> {
  const startedAt = performance.now();
  print(`${name} …`);
  const heartbeat = setInterval(() => {
    print(`  still at it: ${name} (${seconds(startedAt)})`);
  }, heartbeatMs);
  try {
    const result = await work();
    print(`  done (${seconds(startedAt)})`);
    return result;
  } finally {
    clearInterval(heartbeat);
  }
}

/** Time since `performance.now()` was `startedAt`, for people. */
export function seconds(startedAt: number): string {
  return `${((performance.now() - startedAt) / 1_000).toFixed(1)} s`;
}
