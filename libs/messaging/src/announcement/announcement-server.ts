import { ServerRedis } from '@nestjs/microservices';
import type { MessageHandler, ReadPacket } from '@nestjs/microservices';
import type { Redis } from 'ioredis';
import type { AnnouncementDefinition } from '@sentrybox/contracts';
import { bug } from '@sentrybox/errors';
import { announcementLifeMs, clockSampleLifeMs } from '../limits';
import type { MessageContext } from '../message-context';
import type { MessagingRuntime } from '../messaging-runtime';
import type { RefusalReason } from '../messaging.metrics';
import { openWithin } from '../redis/connections';
import { runHandler } from '../run-handler';
import { announcementFrameSchema, isAnnouncementAuthentic } from '../wire/announcement-frame';
import type { AnnouncementFrame } from '../wire/announcement-frame';
import { parseJson } from '../wire/parse-json';
import { RecentIds } from '../recent-ids';

type BoundHandler = MessageHandler<unknown, MessageContext, unknown>;

/**
 * Nest's Redis transport for announcements: every replica hears every one. Added to it: channels carry the number of the
 * database, a start without Redis succeeds and subscribes later, and a handler runs only for what is authentic, fresh by
 * the clock of Redis, not heard before by this process and valid by its contract. After a restart an announcement
 * of the last 30 s could be replayed once; hearing one twice is harmless by their nature.
 */
export class AnnouncementServer extends ServerRedis {
  private readonly known = new Map<string, AnnouncementDefinition>();
  private readonly problems: string[] = [];
  private readonly recent = new RecentIds();
  private subscriber: Redis | undefined;

  constructor(private readonly runtime: MessagingRuntime) {
    // Whatever arrives is an event: a packet that brings an id of its own would be taken for a question.
    super({ deserializer: { deserialize: (value: unknown) => ({ pattern: undefined, data: dataOf(value) }) } });
  }

  override addHandler(
    pattern: unknown,
    handler: MessageHandler<unknown, MessageContext, unknown>,
    isEventHandler = false,
    extras: Record<string, unknown> = {},
  ): void {
    const definition = extras.announcement as AnnouncementDefinition | undefined; // set by the decorator alone
    if (definition === undefined || !isEventHandler) {
      this.problems.push(`${String(pattern)} is handled by a method without @Ask or @Announcement`);
      return;
    }
    this.known.set(definition.name, definition);
    super.addHandler(pattern, handler, true, extras);
  }

  /** Subscribes; without Redis within 2 s the start goes on and the subscription follows when it is back. */
  override listen(callback: (error?: unknown) => void): void {
    if (this.problems.length > 0) callback(bug(`Handlers are not usable: ${this.problems.join('; ')}`));
    else if (this.known.size === 0) callback();
    else void this.subscribe().then(callback, callback);
  }

  override async close(): Promise<void> {
    this.subscriber?.disconnect();
    await Promise.resolve();
  }

  override async handleEvent(channel: string, packet: ReadPacket): Promise<void> {
    const name = channel.slice(this.runtime.names.announcement('').length);
    const definition = this.known.get(name);
    const handler: BoundHandler | undefined = this.messageHandlers.get(name);
    if (definition === undefined || handler === undefined) return;
    try {
      const frame = announcementFrameSchema.safeParse(packet.data);
      const reason = frame.success ? await this.refusalOf(definition, frame.data) : 'malformed';
      const payload = frame.success ? definition.payload.safeParse(parseJson(frame.data.body)) : undefined;
      if (reason !== undefined || !frame.success || payload?.success !== true) {
        this.runtime.metrics.refused('announcement', reason ?? 'schema');
        return;
      }
      await this.run(name, handler, payload.data, this.contextOf(frame.data));
    } catch (error) {
      this.runtime.logger.error('announcement_handler_failed', { message: name, error });
    }
  }

  private async run(name: string, handler: BoundHandler, payload: unknown, context: MessageContext): Promise<void> {
    const startedAt = performance.now();
    let outcome: 'ok' | 'error' = 'error';
    try {
      await runHandler(name, handler, payload, context);
      outcome = 'ok';
    } finally {
      this.runtime.metrics.handlerEnded(name, outcome, performance.now() - startedAt);
    }
  }

  private contextOf(frame: AnnouncementFrame): MessageContext {
    return {
      caller: frame.sender,
      correlationId: frame.correlationId,
      messageId: frame.id,
      traceparent: frame.traceparent,
      ageMs: () => Math.max(0, (this.runtime.clock.latestMs() ?? frame.sentAtMs) - frame.sentAtMs),
      remainingMs: () => Infinity,
    };
  }

  private async subscribe(): Promise<void> {
    const subscriber = this.runtime.connections.subscriber();
    this.subscriber = subscriber;
    await openWithin(subscriber, 2_000);
    subscriber.on('message', (channel: string, message: string) => {
      void this.handleMessage(channel, message, undefined, channel);
    });
    const channels = [...this.known.keys()].map((name) => this.runtime.names.announcement(name));
    const subscribed = subscriber.subscribe(...channels);
    // Not connected: ioredis keeps the command until it is.
    if (subscriber.status === 'ready') await subscribed;
    else subscribed.catch(() => undefined);
  }

  private async refusalOf(
    definition: AnnouncementDefinition,
    frame: AnnouncementFrame,
  ): Promise<RefusalReason | undefined> {
    const { app, keys, clock, list } = this.runtime;
    if (frame.sender !== definition.owner) return 'not_owner';
    if (!isAnnouncementAuthentic(keys, app, definition.name, frame)) return 'signature';
    await list.freshenClock(clockSampleLifeMs);
    const nowMs = clock.latestMs() ?? Infinity;
    if (Math.abs(nowMs - frame.sentAtMs) > announcementLifeMs) return 'late';
    return this.recent.add(frame.id, frame.sentAtMs + announcementLifeMs, nowMs) ? undefined : 'replay';
  }
}

function dataOf(value: unknown): unknown {
  return typeof value === 'object' && value !== null && 'data' in value ? value.data : undefined;
}
