import { Injectable } from '@nestjs/common';
import type { OnApplicationShutdown, OnModuleInit } from '@nestjs/common';
import type { z } from 'zod';
import type { AnnouncementDefinition, AskDefinition } from '@sentrybox/contracts';
import { Announcer } from './announcement/announcer';
import { AnswerInbox } from './ask/answer-inbox';
import { Asker } from './ask/asker';
import type { AskOptions } from './ask/asker';
import { MessagingRuntime } from './messaging-runtime';

/** Speaks to other services, and to other replicas of the own one. */
@Injectable()
export class Messages implements OnModuleInit, OnApplicationShutdown {
  private readonly asker: Asker;
  private readonly announcer: Announcer;
  private readonly inbox: AnswerInbox;

  constructor(private readonly runtime: MessagingRuntime) {
    const { app, replyTo, keys, list, clock, connections, names, metrics, logger } = runtime;
    this.asker = new Asker(app, replyTo, keys, list, clock, metrics, logger);
    this.announcer = new Announcer(app, keys, list, clock, connections.commands, names);
    this.inbox = new AnswerInbox(replyTo, keys, this.asker, metrics);
  }

  /**
   * Connects; returns after 2 s even without Redis, which is then tried again in the background.
   * @throws ConfigError when Redis evicts keys.
   */
  async onModuleInit(): Promise<void> {
    await this.runtime.connections.open();
    await this.runtime.settings.look();
    this.runtime.settings.requireUsable();
    await this.inbox.open(this.runtime.connections.answers);
  }

  onApplicationShutdown(): void {
    this.asker.stop();
    this.runtime.connections.close();
  }

  /**
   * Asks the owner of the definition. One replica handles the question, at most once: after `unavailable` it may have
   * been handled or not, so asks are for reading, or for changes that may be repeated.
   *
   * The caller's request id travels along, and so does its principal unless `onBehalfOf` says otherwise.
   * @throws DomainError as the owner threw it; kind `unavailable` at the deadline (`deadlineMs` of the definition or of
   * the options), at once while Redis is away or when more questions wait than the owner can answer; kind `bug` when
   * request or answer break the contract, or the owner failed.
   */
  async ask<Request extends z.ZodType, Answer extends z.ZodType>(
    definition: AskDefinition<Request, Answer>,
    request: z.input<Request>,
    options: AskOptions = {},
  ): Promise<z.output<Answer>> {
    return await this.asker.ask(definition, request, options);
  }

  /**
   * Tells every running replica of every service that listens, the own ones included. Those that are away miss it, so
   * whoever relies on it also has a time limit (a cache of 5 s, for instance).
   * @throws DomainError kind `unavailable` while Redis is away; kind `bug` when the announcement is not the app's own
   * or breaks its contract.
   */
  async announce<Payload extends z.ZodType>(
    definition: AnnouncementDefinition<Payload>,
    payload: z.input<Payload>,
  ): Promise<void> {
    await this.announcer.announce(definition, payload);
  }
}
