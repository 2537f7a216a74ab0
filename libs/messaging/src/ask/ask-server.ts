import { Server } from '@nestjs/microservices';
import type { CustomTransportStrategy, MessageHandler } from '@nestjs/microservices';
import type { AskDefinition } from '@sentrybox/contracts';
import { bug, invalidInput, unavailable } from '@sentrybox/errors';
import { ASK_TRANSPORT } from '../decorators';
import { greatestBodyLength } from '../limits';
import type { MessageContext } from '../message-context';
import type { MessagingRuntime } from '../messaging-runtime';
import { RecentIds } from '../recent-ids';
import { BlockingPop } from '../redis/blocking-pop';
import { askHandlerProblems } from '../start-up-check';
import { askBodySchema, decodeAsk, isAskAuthentic } from '../wire/ask-frame';
import type { AskBody, AskFrame } from '../wire/ask-frame';
import type { AnswerBody } from '../wire/answer-frame';
import { parseJson } from '../wire/parse-json';
import { toWireError } from '../wire/wire-error';
import { runHandler } from '../run-handler';
import { AnswerOutbox } from './answer-outbox';
import { AskIntake } from './ask-intake';

const stopTimeoutMs = 5_000;

interface BoundAsk {
  readonly definition: AskDefinition;
  readonly handler: MessageHandler<unknown, MessageContext, unknown>;
}

/**
 * Nest transport strategy of asks: replicas compete for the questions, each question is handled by exactly one of them
 * and at most once. Refused and counted are frames that are malformed, not authentic, replayed or past their deadline;
 * an answer that would be late is not sent.
 */
export class AskServer extends Server implements CustomTransportStrategy {
  override readonly transportId = ASK_TRANSPORT;
  private readonly asks = new Map<string, BoundAsk>();
  private readonly problems: string[] = [];
  private readonly outbox: AnswerOutbox;
  // Redis remembers what was taken; this is for a Redis that comes back with an older memory (power loss, fail-over).
  private readonly recent = new RecentIds();
  private intake: AskIntake | undefined;

  constructor(private readonly runtime: MessagingRuntime) {
    super();
    this.outbox = new AnswerOutbox(runtime.app, runtime.keys, runtime.connections.commands, runtime.logger);
  }

  override addHandler(
    pattern: unknown,
    handler: MessageHandler<unknown, MessageContext, unknown>,
    isEventHandler = false,
    extras: Record<string, unknown> = {},
  ): void {
    const definition = extras.ask as AskDefinition | undefined; // set by the decorator Ask and by nothing else
    const name = String(pattern);
    if (definition === undefined || isEventHandler) {
      this.problems.push(`${name} is handled by a method without @Ask or @Announcement`);
    } else if (this.asks.has(name)) this.problems.push(`${name} has more than one handler`);
    else this.asks.set(name, { definition, handler });
  }

  /** Starts taking questions; reports to Nest an error that stops the start when handlers and contracts do not match. */
  override listen(callback: (error?: unknown) => void): void {
    const { app, definitions, connections, names, list, metrics, logger } = this.runtime;
    const bound = [...this.asks.values()].map(({ definition }) => definition);
    const problems = [...this.problems, ...askHandlerProblems(app, definitions, bound)];
    if (problems.length > 0) {
      callback(bug(`Asks and their handlers do not match: ${problems.join('; ')}`));
      return;
    }
    if (this.asks.size > 0) {
      const blocking = new BlockingPop(connections.blocking(), connections.commands, names.asks(app));
      const serve = async (frame: string): Promise<void> => {
        await this.serve(frame);
      };
      this.intake = new AskIntake(app, list, blocking, serve, metrics, logger);
      this.intake.start();
    }
    callback();
  }

  override async close(): Promise<void> {
    await this.intake?.stop(stopTimeoutMs);
    await this.outbox.flush();
  }

  // Nest's interface asks for these two; nobody outside has a use for the connections of this transport.
  override on(): never {
    throw bug('The ask transport has no events');
  }

  override unwrap(): never {
    throw bug('The ask transport does not hand out its connections');
  }

  private async serve(raw: string): Promise<void> {
    const { keys, metrics, logger } = this.runtime;
    const frame = raw.length > greatestBodyLength ? undefined : decodeAsk(raw);
    if (frame === undefined) {
      metrics.refused('ask', 'malformed');
      return;
    }
    if (!keys.knows(frame.caller) || !isAskAuthentic(keys.receivingKey('ask', frame.caller), frame)) {
      metrics.refused('ask', 'signature');
      return;
    }
    if (!this.recent.add(frame.id, frame.deadlineMs, this.runtime.clock.latestMs() ?? 0)) {
      metrics.refused('ask', 'replay');
      return;
    }
    const body = askBodySchema.safeParse(parseJson(frame.body));
    if (!body.success || !body.data.replyTo.startsWith(this.runtime.names.answers(frame.caller, ''))) {
      metrics.refused('ask', 'schema');
      return;
    }
    try {
      this.reply(frame, body.data, await this.answer(frame, body.data));
    } catch (error) {
      logger.error('ask_answer_failed', { message: body.data.name, error });
    }
  }

  private async answer(frame: AskFrame, body: AskBody): Promise<AnswerBody | undefined> {
    const { metrics } = this.runtime;
    const bound = this.asks.get(body.name);
    if (bound === undefined) {
      metrics.refused('ask', 'unknown_name');
      return { error: toWireError(unavailable(`This version of the ${this.runtime.app} service cannot answer that.`)) };
    }
    const payload = bound.definition.request.safeParse(body.payload);
    if (!payload.success) {
      metrics.refused('ask', 'schema');
      return { error: toWireError(invalidInput(payload.error.issues)) };
    }
    if (this.remainingMs(frame) <= 0) {
      metrics.refused('ask', 'late');
      return undefined;
    }
    return await this.run(bound, payload.data, frame, body);
  }

  private async run(bound: BoundAsk, payload: unknown, frame: AskFrame, body: AskBody): Promise<AnswerBody> {
    const { keys, metrics, logger } = this.runtime;
    const { name } = bound.definition;
    const startedAt = performance.now();
    let outcome: 'ok' | 'error' = 'error';
    try {
      if (!keys.knows(frame.caller)) throw bug('An unknown caller got past the signature check');
      const context: MessageContext = {
        caller: frame.caller,
        onBehalfOf: body.onBehalfOf,
        correlationId: body.correlationId,
        messageId: frame.id,
        traceparent: body.traceparent,
        ageMs: () => 0,
        remainingMs: () => Math.max(0, this.remainingMs(frame)),
      };
      const answer = bound.definition.answer.safeParse(await runHandler(name, bound.handler, payload, context));
      if (!answer.success) throw bug(`The handler of ${name} breaks its contract`, answer.error);
      outcome = 'ok';
      return { answer: answer.data };
    } catch (error) {
      const wire = toWireError(error);
      if (wire.kind === 'bug') logger.error('ask_handler_failed', { message: name, error });
      return { error: wire };
    } finally {
      metrics.handlerEnded(name, outcome, performance.now() - startedAt);
    }
  }

  private reply(frame: AskFrame, body: AskBody, answer: AnswerBody | undefined): void {
    if (answer === undefined || !this.runtime.keys.knows(frame.caller)) return;
    if (this.remainingMs(frame) <= 0) this.runtime.metrics.refused('answer', 'late');
    else this.outbox.send(frame.caller, body.replyTo, frame.id, answer);
  }

  // Redis' clock was read when the frame was taken; the latest bound makes sure that nothing is served late.
  private remainingMs(frame: AskFrame): number {
    return frame.deadlineMs - (this.runtime.clock.latestMs() ?? Infinity);
  }
}
