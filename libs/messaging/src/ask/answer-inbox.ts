import type { Redis } from 'ioredis';
import type { PairKeys } from '../keys/pair-keys';
import type { MessagingMetrics } from '../messaging.metrics';
import { answerBodySchema, decodeAnswers, isAnswerAuthentic } from '../wire/answer-frame';
import type { AnswerFrame } from '../wire/answer-frame';
import { parseJson } from '../wire/parse-json';
import type { Asker } from './asker';

/** Hears the channel of this process and hands authentic answers to the asker. */
export class AnswerInbox {
  constructor(
    private readonly channel: string,
    private readonly keys: PairKeys,
    private readonly asker: Asker,
    private readonly metrics: MessagingMetrics,
  ) {}

  /** Subscribes, or leaves it to ioredis to do so once there is a connection; after a lost one it does it again. */
  async open(connection: Redis): Promise<void> {
    connection.on('message', (channel: string, message: string) => {
      if (channel !== this.channel) return;
      for (const frame of decodeAnswers(message)) this.receive(frame);
    });
    const subscribed = connection.subscribe(this.channel);
    if (connection.status === 'ready') await subscribed;
    else subscribed.catch(() => undefined);
  }

  private receive(frame: AnswerFrame): void {
    if (!this.keys.knows(frame.owner) || !isAnswerAuthentic(this.keys.receivingKey('answer', frame.owner), frame)) {
      this.metrics.refused('answer', 'signature');
      return;
    }
    const body = answerBodySchema.safeParse(parseJson(frame.body));
    if (!body.success) {
      this.metrics.refused('answer', 'schema');
      return;
    }
    if (!this.asker.deliver(frame.id, frame.owner, body.data)) this.metrics.refused('answer', 'late');
  }
}
