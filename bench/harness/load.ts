import autocannon from 'autocannon';
import type { Measurement } from './scenario';
import { percentile } from './statistics';

/**
 * The product asks clients to close a connection after 1,000 requests and answers 503 from then on (Node's
 * maxRequestsPerSocket); autocannon does not look at `Connection: close`.
 */
const requestsPerConnection = 500;

export interface LoadOptions {
  readonly url: string;
  readonly method?: 'GET' | 'POST';
  readonly headers?: Readonly<Record<string, string>>;
  /** Sent in turn by every connection, as JSON. */
  readonly bodies?: readonly object[];
  /** Asked for in turn by every connection, in place of the URL's own. */
  readonly paths?: readonly string[];
  readonly connections: number;
  /** Either for this long … */
  readonly seconds?: number;
  /** … or this many requests. */
  readonly amount?: number;
}

/**
 * Keeps every connection busy with one request at a time; the value is answers per second.
 * @throws Error when any answer is not 2xx or a request fails: a fast refusal is no result
 */
export async function load(options: LoadOptions): Promise<Measurement> {
  const { url, method = 'GET', headers = {}, bodies, paths, connections, seconds, amount } = options;
  const timesMs: number[] = [];
  const startedMs = performance.now();
  let endedMs = startedMs;
  const result = await new Promise<autocannon.Result>((resolve, reject) => {
    const instance = autocannon(
      {
        url,
        method,
        headers: { ...headers, ...(bodies === undefined ? {} : { 'content-type': 'application/json' }) },
        connections,
        reconnectRate: requestsPerConnection,
        sampleInt: 100, // A run ends at the next sample: by default up to a second too late.
        ...(seconds === undefined ? {} : { duration: seconds }),
        ...(amount === undefined ? {} : { amount }),
        ...(paths === undefined ? {} : { requests: paths.map((path) => ({ path })) }),
        ...(bodies === undefined ? {} : { requests: bodies.map((body) => ({ body: JSON.stringify(body) })) }),
      },
      (error: unknown, done) => {
        if (error instanceof Error) reject(error);
        else resolve(done);
      },
    );
    // autocannon's own percentiles are whole milliseconds.
    instance.on('response', (_client, _status, _bytes, timeMs) => {
      timesMs.push(timeMs);
      endedMs = performance.now();
    });
  });
  const failures = result.non2xx + result.errors + result.timeouts;
  if (failures > 0) {
    const statuses = JSON.stringify(result.statusCodeStats);
    throw new Error(`${url}: ${result.errors} requests failed, ${result.timeouts} timed out, answers: ${statuses}.`);
  }
  return {
    value: result['2xx'] / ((endedMs - startedMs) / 1_000),
    count: result['2xx'],
    details: { p50_ms: percentile(timesMs, 0.5), p99_ms: percentile(timesMs, 0.99) },
  };
}
