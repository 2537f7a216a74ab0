import type { BeforeApplicationShutdown, OnApplicationBootstrap } from '@nestjs/common';
import { Inject, Injectable } from '@nestjs/common';
import { LOGGER } from '@sentrybox/observability';
import type { Logger } from '@sentrybox/observability';
import { RotateKeysService } from './rotate-keys.service';

const lookEveryMs = 15_000;

/** Looks every so often whether the published key is due; every process does, one of them promotes it. */
@Injectable()
export class KeyRotation implements OnApplicationBootstrap, BeforeApplicationShutdown {
  private timer: NodeJS.Timeout | undefined;
  private running: Promise<unknown> = Promise.resolve();

  constructor(
    private readonly rotation: RotateKeysService,
    @Inject(LOGGER) private readonly logger: Logger,
  ) {}

  onApplicationBootstrap(): void {
    this.timer = setInterval(() => {
      this.running = this.look();
    }, lookEveryMs).unref();
  }

  async beforeApplicationShutdown(): Promise<void> {
    clearInterval(this.timer);
    await this.running;
  }

  private async look(): Promise<void> {
    try {
      if (await this.rotation.promoteDue()) this.logger.info('signing_key_promoted');
    } catch (error) {
      this.logger.warn('signing_key_not_promoted', { error });
    }
  }
}
