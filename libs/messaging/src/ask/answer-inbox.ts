import type { Redis } from 'ioredis';
import type { PairKeys } from '../keys/pair-keys';
import type { MessagingMetrics } from '../messaging.metrics';
import { answerBodySchema, answersIn, areAnswersAuthentic, decodeAnswers } from '../wire/answer-frame';
import type { Answered } from '../wire/answer-frame';
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
      if (channel === this.channel) this.receive(message);
    });
    const subscribed = connection.subscribe(this.channel);
    if (connection.status === 'ready') await subscribed;
    else subscribed.catch(() => undefined);
  }

  private receive(message: string): void {
    const frame = decodeAnswers(message);
    if (frame === undefined) {
      this.metrics.refused('answer', 'malformed');
      return;
    }
    const { owner } = frame;
    if (!this.keys.knows(owner) || !areAnswersAuthentic(this.keys.receivingKey('answer', owner), frame)) {
      this.metrics.refused('answer', 'signature');
      return;
    }
    for (const answered of answersIn(frame)) this.handOver(owner, answered);
  }

  private handOver(owner: string, { id, body }: Answered): void {
    const parsed = answerBodySchema.safeParse(parseJson(body));
    if (!parsed.success) this.metrics.refused('answer', 'schema');
    else if (!this.asker.deliver(id, owner, parsed.data)) this.metrics.refused('answer', 'late');
  }
}
