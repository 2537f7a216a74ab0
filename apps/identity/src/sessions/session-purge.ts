import type { BeforeApplicationShutdown, OnApplicationBootstrap } from '@nestjs/common';
import { Inject, Injectable } from '@nestjs/common';
import { CLOCK, LOGGER } from '@sentrybox/observability';
import type { Clock, Logger } from '@sentrybox/observability';
import { SessionsListRepository } from './sessions-list.repository';

/** A stolen token that comes back so late still ends in the audit log, not as an unknown one. */
const keptDays = 30;
const dayMs = 86_400_000;
const everyMs = 3_600_000;
const batch = 500;

/** Removes sessions that ran out a month ago, a few at a time. */
@Injectable()
export class SessionPurge implements OnApplicationBootstrap, BeforeApplicationShutdown {
  private timer: NodeJS.Timeout | undefined;
  private running: Promise<unknown> = Promise.resolve();

  constructor(
    private readonly sessions: SessionsListRepository,
    @Inject(CLOCK) private readonly clock: Clock,
    @Inject(LOGGER) private readonly logger: Logger,
  ) {}

  onApplicationBootstrap(): void {
    this.timer = setInterval(() => {
      this.running = this.purge().catch((error: unknown) => {
        this.logger.warn('sessions_not_purged', { error });
      });
    }, everyMs).unref();
  }

  async beforeApplicationShutdown(): Promise<void> {
    clearInterval(this.timer);
    await this.running;
  }

  /** @returns how many were removed */
  async purge(): Promise<number> {
    const before = new Date(this.clock.now().getTime() - keptDays * dayMs);
    let removed = 0;
    for (;;) {
      const count = await this.sessions.purge(before, batch);
      removed += count;
      if (count < batch) return removed;
    }
  }
}
