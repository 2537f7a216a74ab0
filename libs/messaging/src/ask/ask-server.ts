import { Server } from '@nestjs/microservices';
import type { CustomTransportStrategy, MessageHandler } from '@nestjs/microservices';
import type { AppName, AskDefinition } from '@sentrybox/contracts';
import { bug, invalidInput, unavailable } from '@sentrybox/errors';
import { ASK_TRANSPORT } from '../decorators';
import { greatestBodyLength } from '../limits';
import type { MessageContext } from '../message-context';
import type { MessagingRuntime } from '../messaging-runtime';
import type { RefusalReason } from '../messaging.metrics';
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

/** What is left of a frame once it is believed. */
interface Question {
  readonly caller: AppName;
  readonly frame: AskFrame;
  readonly body: AskBody;
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
      this.intake = new AskIntake(app, list, blocking, (frame) => this.serve(frame), metrics, logger);
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

  // Few promises on purpose: once a request context is in use, Node 20 calls hooks for every one of them.
  private async serve(raw: string): Promise<void> {
    try {
      const question = this.open(raw);
      if (question !== undefined) this.reply(question, await this.answer(question));
    } catch (error) {
      this.runtime.logger.error('ask_answer_failed', { error });
    }
  }

  /** What was really asked of this service, by one of ours, for the first time and in time; anything else is counted. */
  private open(raw: string): Question | undefined {
    const { keys, names, clock } = this.runtime;
    const frame = raw.length > greatestBodyLength ? undefined : decodeAsk(raw);
    if (frame === undefined) {
      this.refuse('malformed');
      return;
    }
    const { caller } = frame;
    if (!keys.knows(caller) || !isAskAuthentic(keys.receivingKey('ask', caller), frame)) {
      this.refuse('signature');
      return;
    }
    if (!this.recent.add(frame.id, frame.deadlineMs, clock.latestMs() ?? 0)) {
      this.refuse('replay');
      return;
    }
    const body = askBodySchema.safeParse(parseJson(frame.body));
    if (!body.success || !body.data.replyTo.startsWith(names.answers(caller, ''))) {
      this.refuse('schema');
      return;
    }
    if (this.remainingMs(frame) <= 0) {
      this.refuse('late');
      return;
    }
    return { caller, frame, body: body.data };
  }

  private refuse(reason: RefusalReason): void {
    this.runtime.metrics.refused('ask', reason);
  }

  private answer(question: Question): AnswerBody | Promise<AnswerBody> {
    const { name, payload } = question.body;
    const bound = this.asks.get(name);
    if (bound === undefined) {
      this.refuse('unknown_name');
      return { error: toWireError(unavailable(`This version of the ${this.runtime.app} service cannot answer that.`)) };
    }
    const request = bound.definition.request.safeParse(payload);
    if (request.success) return this.run(bound, request.data, question);
    this.refuse('schema');
    return { error: toWireError(invalidInput(request.error.issues)) };
  }

  private async run(bound: BoundAsk, payload: unknown, { caller, frame, body }: Question): Promise<AnswerBody> {
    const { metrics, logger } = this.runtime;
    const { name } = bound.definition;
    const startedAt = performance.now();
    let outcome: 'ok' | 'error' = 'error';
    try {
      const context: MessageContext = {
        caller,
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

  private reply({ caller, frame, body }: Question, answer: AnswerBody): void {
    if (this.remainingMs(frame) <= 0) this.runtime.metrics.refused('answer', 'late');
    else this.outbox.send(caller, body.replyTo, frame.id, answer);
  }

  // Redis' clock was read when the frame was taken; the latest bound makes sure that nothing is served late.
  private remainingMs(frame: AskFrame): number {
    return frame.deadlineMs - (this.runtime.clock.latestMs() ?? Infinity);
  }
}
