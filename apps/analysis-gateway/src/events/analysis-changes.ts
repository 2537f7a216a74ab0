import { Inject, Injectable } from '@nestjs/common';
import { analysisChanged } from '@sentrybox/contracts';
import { Messages } from '@sentrybox/messaging';
import type { Logger } from '@sentrybox/observability';
import { LOGGER } from '@sentrybox/observability';

/** Tells those who follow an analysis, on whichever replica, that a result has come. */
@Injectable()
export class AnalysisChanges {
  private readonly followers = new Map<string, Set<() => void>>();

  constructor(
    private readonly messages: Messages,
    @Inject(LOGGER) private readonly logger: Logger,
  ) {}

  /** To be called once the result is durable. Without Redis followers look by themselves, a little later. */
  async announce(analysisId: string): Promise<void> {
    this.heard(analysisId);
    try {
      await this.messages.announce(analysisChanged, { analysisId });
    } catch (error) {
      this.logger.debug('analysis_change_not_announced', { error });
    }
  }

  heard(analysisId: string): void {
    for (const wake of this.followers.get(analysisId) ?? []) wake();
  }

  /** Calls `wake` for every change until the returned function is called. */
  follow(analysisId: string, wake: () => void): () => void {
    const all = this.followers.get(analysisId) ?? new Set();
    this.followers.set(analysisId, all.add(wake));
    return () => {
      all.delete(wake);
      if (all.size === 0) this.followers.delete(analysisId);
    };
  }
}
