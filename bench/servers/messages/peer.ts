import 'reflect-metadata';
import { percentile } from '../../harness/statistics';
import { openLoop } from './hand-written-loop';
import { openSentrybox } from './sentrybox';
import { openStock } from './stock-transport';

/** What a peer is told first. */
export interface PeerSettings {
  readonly kind: 'loop' | 'stock' | 'sentrybox';
  /** The server answers; the client asks. */
  readonly role: 'server' | 'client';
  readonly redisUrl: string;
  readonly privateKey: string;
  readonly publicKeys: string;
}

/** What a client is told then, again and again. */
export interface AskOrder {
  readonly inFlight: number;
  readonly seconds: number;
}

/** What it answers. */
export interface AskReport {
  readonly count: number;
  readonly seconds: number;
  readonly p50Ms: number;
  readonly p99Ms: number;
}

/** A question and its answer, the same in every row: about what the check of a credential carries. */
export interface Question {
  readonly value: number;
  readonly digest: string;
}
export interface Answer {
  readonly value: number;
  readonly teamId: string;
}

/** Asks one question; a server has none to ask. */
export type AskOne = (question: Question) => Promise<Answer>;

export function answerTo({ value }: Question): Answer {
  return { value: value + 1, teamId: '0190d1c5-0000-7000-8000-0000000000aa' };
}

const open = { loop: openLoop, stock: openStock, sentrybox: openSentrybox };

async function askFor({ inFlight, seconds }: AskOrder, ask: AskOne): Promise<AskReport> {
  const digest = 'ab'.repeat(32);
  const timesMs: number[] = [];
  const startedAt = performance.now();
  const endsAt = startedAt + seconds * 1_000;
  let next = 0;
  const lane = async (): Promise<void> => {
    while (performance.now() < endsAt) {
      const value = (next += 1);
      const askedAt = performance.now();
      const answer = await ask({ value, digest });
      timesMs.push(performance.now() - askedAt);
      if (answer.value !== value + 1) throw new Error(`${value} was answered with ${answer.value}.`);
    }
  };
  await Promise.all(Array.from({ length: inFlight }, lane));
  return {
    count: timesMs.length,
    seconds: (performance.now() - startedAt) / 1_000,
    p50Ms: percentile(timesMs, 0.5),
    p99Ms: percentile(timesMs, 0.99),
  };
}

function fail(error: unknown): void {
  process.stderr.write(`${error instanceof Error ? (error.stack ?? error.message) : String(error)}\n`);
  process.exit(1);
}

process.once('disconnect', () => process.exit(0));
process.once('message', (settings: PeerSettings) => {
  open[settings.kind](settings).then((ask) => {
    process.on('message', (order: AskOrder) => {
      askFor(order, ask).then((report) => process.send?.(report), fail);
    });
    process.send?.('ready');
  }, fail);
});
