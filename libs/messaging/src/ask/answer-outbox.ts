import type { Redis } from 'ioredis';
import type { AppName } from '@sentrybox/contracts';
import type { Logger } from '@sentrybox/observability';
import { Coalescer } from '../coalescer';
import type { PairKeys } from '../keys/pair-keys';
import { encodeAnswer } from '../wire/answer-frame';
import type { AnswerBody } from '../wire/answer-frame';

interface Addressed {
  readonly channel: string;
  readonly frame: string;
}

/** Signs answers and publishes those that end in one turn of the event loop together, one publication per asker. */
export class AnswerOutbox {
  private readonly coalescer = new Coalescer<Addressed>((answers) => {
    this.publishing = this.publish(answers);
  });
  private publishing: Promise<void> = Promise.resolve();

  constructor(
    private readonly app: AppName,
    private readonly keys: PairKeys,
    private readonly redis: Redis,
    private readonly logger: Logger,
  ) {}

  send(caller: AppName, channel: string, id: string, body: AnswerBody): void {
    const key = this.keys.sendingKey('answer', caller);
    this.coalescer.add({ channel, frame: encodeAnswer(key, { id, owner: this.app }, body) });
  }

  /** Waits until everything that was sent before has left this process. */
  async flush(): Promise<void> {
    await new Promise((resolve) => setImmediate(resolve));
    await this.publishing;
  }

  private async publish(answers: readonly Addressed[]): Promise<void> {
    const byChannel = new Map<string, string[]>();
    for (const { channel, frame } of answers) {
      const frames = byChannel.get(channel);
      if (frames === undefined) byChannel.set(channel, [frame]);
      else frames.push(frame);
    }
    const sent = await Promise.allSettled(
      [...byChannel].map(async ([channel, frames]) => await this.redis.publish(channel, frames.join('\n'))),
    );
    // The askers get `unavailable` at their deadlines.
    const lost = sent.find((result) => result.status === 'rejected');
    if (lost !== undefined) this.logger.warn('answers_lost', { error: lost.reason as unknown });
  }
}
