import type { Redis } from 'ioredis';
import type { AppName } from '@sentrybox/contracts';
import type { Logger } from '@sentrybox/observability';
import { Coalescer } from '../coalescer';
import type { PairKeys } from '../keys/pair-keys';
import { encodeAnswer, encodeAnswers } from '../wire/answer-frame';
import type { AnswerBody } from '../wire/answer-frame';

interface Addressed {
  readonly caller: AppName;
  readonly channel: string;
  readonly line: string;
}

/** Publishes the answers that end in one turn of the event loop together: one publication and one MAC per asker. */
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
    this.coalescer.add({ caller, channel, line: encodeAnswer(id, body) });
  }

  /** Waits until everything that was sent before has left this process. */
  async flush(): Promise<void> {
    await new Promise((resolve) => setImmediate(resolve));
    await this.publishing;
  }

  private async publish(answers: readonly Addressed[]): Promise<void> {
    const byChannel = new Map<string, Addressed[]>();
    for (const answer of answers) {
      const those = byChannel.get(answer.channel);
      if (those === undefined) byChannel.set(answer.channel, [answer]);
      else those.push(answer);
    }
    const sent = await Promise.allSettled([...byChannel].map(([channel, those]) => this.publishOn(channel, those)));
    // The askers get `unavailable` at their deadlines.
    const lost = sent.find((result) => result.status === 'rejected');
    if (lost !== undefined) this.logger.warn('answers_lost', { error: lost.reason as unknown });
  }

  // A channel belongs to one process of one caller.
  private async publishOn(channel: string, [first, ...rest]: readonly Addressed[]): Promise<void> {
    if (first === undefined) return;
    const lines = [first, ...rest].map(({ line }) => line);
    await this.redis.publish(channel, encodeAnswers(this.keys.sendingKey('answer', first.caller), this.app, lines));
  }
}
