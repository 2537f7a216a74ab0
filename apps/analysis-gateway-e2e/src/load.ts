import { Agent, request as httpRequest } from 'node:http';
import { setTimeout as sleep } from 'node:timers/promises';

export interface Sample {
  /** Monotonic milliseconds. */
  readonly sentAt: number;
  readonly tookMs: number;
  /** 0: no answer. */
  readonly status: number;
  readonly body: string;
  /** Why there was no answer. */
  readonly errorCode?: string | undefined;
}

export interface Call {
  readonly url: string;
  readonly credential?: string;
  readonly body?: object;
  readonly agent?: Agent;
  readonly timeoutMs?: number;
}

/** One request on a connection of the agent, by default one of its own. Never rejects. */
export function call({ url, credential, body, agent, timeoutMs = 20_000 }: Call): Promise<Sample> {
  const sentAt = performance.now();
  const text = body === undefined ? undefined : JSON.stringify(body);
  return new Promise((resolve) => {
    const end = (status: number, answer: string, errorCode?: string): void => {
      resolve({ sentAt, tookMs: performance.now() - sentAt, status, body: answer, errorCode });
    };
    const failed = (error: NodeJS.ErrnoException): void => {
      end(0, '', error.code ?? error.message);
    };
    const outgoing = httpRequest(
      url,
      {
        method: text === undefined ? 'GET' : 'POST',
        agent: agent ?? false,
        headers: {
          ...(credential === undefined ? {} : { authorization: `Bearer ${credential}` }),
          ...(text === undefined
            ? {}
            : { 'content-type': 'application/json', 'content-length': String(Buffer.byteLength(text)) }),
        },
        timeout: timeoutMs,
      },
      (response) => {
        let answer = '';
        response.setEncoding('utf8');
        response.on('data', (chunk: string) => (answer += chunk));
        response.on('end', () => {
          end(response.statusCode ?? 0, answer);
        });
        response.on('error', failed);
      },
    );
    outgoing.on('timeout', () => outgoing.destroy(new Error('no answer in time')));
    outgoing.on('error', failed);
    outgoing.end(text);
  });
}

/** Calls again and again until it is stopped. */
export class Probe {
  readonly samples: Sample[] = [];
  private isStopped = false;
  private readonly running: Promise<void>;

  constructor(make: () => Call, everyMs: number) {
    this.running = this.run(make, everyMs);
  }

  async stop(): Promise<readonly Sample[]> {
    this.isStopped = true;
    await this.running;
    return this.samples;
  }

  private async run(make: () => Call, everyMs: number): Promise<void> {
    while (!this.isStopped) {
      this.samples.push(await call(make()));
      await sleep(everyMs);
    }
  }
}

/** As many at once as `width`, for `forMs`. */
export async function closedLoad(make: () => Call, width: number, forMs: number): Promise<Sample[]> {
  const samples: Sample[] = [];
  const until = performance.now() + forMs;
  const loop = async (): Promise<void> => {
    while (performance.now() < until) samples.push(await call(make()));
  };
  await Promise.all(Array.from({ length: width }, loop));
  return samples;
}

/**
 * `clients` that ask again as soon as they are answered, or `pauseMs` after a refusal: far more than a service takes on,
 * without the load itself taking all of a small machine.
 */
export async function overload(make: () => Call, clients: number, forMs: number, pauseMs: number): Promise<Sample[]> {
  const agent = new Agent({ keepAlive: true });
  const samples: Sample[] = [];
  const endsAt = performance.now() + forMs;
  const client = async (): Promise<void> => {
    while (performance.now() < endsAt) {
      const sample = await call({ ...make(), agent });
      samples.push(sample);
      if (sample.status !== 200) await sleep(pauseMs);
    }
  };
  await Promise.all(Array.from({ length: clients }, client));
  agent.destroy();
  return samples;
}

export function percentile(samples: readonly Sample[], share: number): number {
  const sorted = samples.map(({ tookMs }) => tookMs).toSorted((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? 0;
}

export async function until(isSo: () => boolean | Promise<boolean>, timeoutMs: number): Promise<number> {
  const startedAt = performance.now();
  while (!(await isSo())) {
    if (performance.now() - startedAt > timeoutMs) throw new Error(`It did not happen within ${timeoutMs} ms.`);
    await sleep(50);
  }
  return performance.now() - startedAt;
}
