import type { Agent } from 'node:http';
import { request as httpRequest } from 'node:http';
import { setTimeout as sleep } from 'node:timers/promises';

export interface Sample {
  /** Monotonic milliseconds. */
  readonly sentAt: number;
  readonly tookMs: number;
  /** 0: no answer. */
  readonly status: number;
  readonly body: string;
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
    const end = (status: number, answer: string): void => {
      resolve({ sentAt, tookMs: performance.now() - sentAt, status, body: answer });
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
        response.on('error', () => {
          end(0, '');
        });
      },
    );
    outgoing.on('timeout', () => outgoing.destroy());
    outgoing.on('error', () => {
      end(0, '');
    });
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

/** `perSecond` whether they are answered or not, for `forMs`: clients do not wait for each other. */
export async function openLoad(make: () => Call, perSecond: number, forMs: number): Promise<Sample[]> {
  const sent: Promise<Sample>[] = [];
  const startedAt = performance.now();
  while (performance.now() - startedAt < forMs) {
    const due = Math.floor(((performance.now() - startedAt) / 1_000) * perSecond);
    while (sent.length < due) sent.push(call(make()));
    await sleep(5);
  }
  return await Promise.all(sent);
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
