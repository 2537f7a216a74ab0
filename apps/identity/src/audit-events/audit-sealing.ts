import type { BeforeApplicationShutdown, OnApplicationBootstrap } from '@nestjs/common';
import { Inject, Injectable } from '@nestjs/common';
import { openSealing } from '@sentrybox/audit';
import type { Sealing } from '@sentrybox/audit';
import { CLOCK, LOGGER, Metrics } from '@sentrybox/observability';
import type { Clock, Logger } from '@sentrybox/observability';
import { IDENTITY_CONFIG } from '../config';
import type { IdentityConfig } from '../config';
import { SigningKeysService } from '../signing-keys';

/** Seals the audit log of the whole installation in identity's workers, with identity's signing key for the checkpoints. */
@Injectable()
export class AuditSealing implements OnApplicationBootstrap, BeforeApplicationShutdown {
  private sealing: Sealing | undefined;

  constructor(
    @Inject(IDENTITY_CONFIG) private readonly config: IdentityConfig,
    private readonly keys: SigningKeysService,
    @Inject(CLOCK) private readonly clock: Clock,
    @Inject(LOGGER) private readonly logger: Logger,
    private readonly metrics: Metrics,
  ) {}

  onApplicationBootstrap(): void {
    const { DATABASE_AUDIT_URL: url, SENTRYBOX_ROLE: role, AUDIT_CHECKPOINT_MINUTES: minutes } = this.config;
    // Unset only without storage, where there is no log: the start is refused otherwise.
    if (role === 'api' || url === undefined) return;
    this.sealing = openSealing({
      url,
      signer: () => this.keys.current(),
      checkpointEveryMs: minutes * 60_000,
      clock: this.clock,
      logger: this.logger,
      metrics: this.metrics,
    });
    this.sealing.start();
  }

  async beforeApplicationShutdown(): Promise<void> {
    await this.sealing?.stop();
  }
}
