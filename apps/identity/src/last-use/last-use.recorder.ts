import type { BeforeApplicationShutdown, OnApplicationBootstrap } from '@nestjs/common';
import { Inject, Injectable } from '@nestjs/common';
import { CLOCK, LOGGER } from '@sentrybox/observability';
import type { Clock, Logger } from '@sentrybox/observability';
import { ApiKeysRepository } from '../service-accounts';
import { SessionsRepository } from '../sessions';

const flushEveryMs = 60_000;

type Uses = Map<string, Date>;

/**
 * When keys and sessions were last used, without a write per request: gathered here and written once a minute, in one
 * statement each. A crash loses at most the last minute of it.
 */
@Injectable()
export class LastUseRecorder implements OnApplicationBootstrap, BeforeApplicationShutdown {
  private keys: Uses = new Map();
  private sessions: Uses = new Map();
  private timer: NodeJS.Timeout | undefined;

  constructor(
    private readonly keysRepository: ApiKeysRepository,
    private readonly sessionsRepository: SessionsRepository,
    @Inject(CLOCK) private readonly clock: Clock,
    @Inject(LOGGER) private readonly logger: Logger,
  ) {}

  keyUsed(keyId: string): void {
    this.keys.set(keyId, this.clock.now());
  }

  sessionUsed(sessionId: string): void {
    this.sessions.set(sessionId, this.clock.now());
  }

  onApplicationBootstrap(): void {
    this.timer = setInterval(() => void this.flush(), flushEveryMs);
    this.timer.unref();
  }

  async beforeApplicationShutdown(): Promise<void> {
    clearInterval(this.timer);
    await this.flush();
  }

  /** Writes what was gathered. What cannot be written is kept for the next time. */
  async flush(): Promise<void> {
    const { keys, sessions } = this;
    this.keys = new Map();
    this.sessions = new Map();
    try {
      if (keys.size > 0) await this.keysRepository.noteUse([...keys]);
      keys.clear();
      if (sessions.size > 0) await this.sessionsRepository.noteUse([...sessions]);
      sessions.clear();
    } catch (error) {
      this.keys = new Map([...keys, ...this.keys]);
      this.sessions = new Map([...sessions, ...this.sessions]);
      this.logger.warn('last_use_not_written', { error });
    }
  }
}
