import { availableParallelism } from 'node:os';
import { Worker } from 'node:worker_threads';
import { Injectable } from '@nestjs/common';
import type { OnApplicationShutdown } from '@nestjs/common';
import { writeAnswer } from './text-actions';
import type { TextAction, TextBody, TextTask } from './text-actions';
import { ThreadPool } from './thread-pool';

/**
 * UTF-16 units. The worst text of this length takes some 6 ms, a usual one less than 1 ms: no more than the rest of its
 * request, so that a thread would gain nothing.
 */
const maxInlineLength = 16_384;

const maxThreads = 4;
/** Each holds a text of at most 1 MiB. */
const maxWaiting = 64;
/** Ten times the worst text of 1 MiB on a slow machine. */
const limitMs = 10_000;

/**
 * Reads short texts at once and long ones in threads, which check and write their answers too, so that neither a text nor
 * its answer keeps the event loop from other requests.
 */
@Injectable()
export class TextThreads implements OnApplicationShutdown {
  private readonly pool = new ThreadPool<TextTask, Uint8Array>({
    start: () => new Worker(require.resolve('./text-thread')),
    size: Math.min(Math.max(availableParallelism() - 1, 1), maxThreads),
    maxWaiting,
    limitMs,
  });

  /**
   * Answers the JSON of the action's answer.
   *
   * @throws DomainError unavailable when too many long texts wait
   */
  async run<A extends TextAction>(action: A, body: TextBody<A>): Promise<Uint8Array> {
    if (body.text.length <= maxInlineLength) return writeAnswer(action, body);
    return await this.pool.run({ action, body });
  }

  async onApplicationShutdown(): Promise<void> {
    await this.pool.close();
  }
}
