import { Inject, Injectable } from '@nestjs/common';
import { uuidv7 } from '@sentrybox/database';
import type { Clock } from '@sentrybox/observability';
import { CLOCK } from '@sentrybox/observability';
import { Work } from '@sentrybox/queue';
import { AnalysisSettings } from '../analysis-settings';
import { deliverWebhook } from './deliver-webhook.definition';
import { WebhookMessagesRepository } from './webhook-messages.repository';

/** Accepts messages to the webhooks of teams. */
@Injectable()
export class WebhookMessages {
  constructor(
    private readonly repository: WebhookMessagesRepository,
    private readonly settings: AnalysisSettings,
    private readonly work: Work,
    @Inject(CLOCK) private readonly clock: Clock,
  ) {}

  /**
   * An analysis has all its results: tells the team's webhook, if there is one, and once per analysis. In the current
   * transaction of the team, so that the message is delivered if and only if it commits.
   */
  async submit(teamId: string, analysisId: string): Promise<void> {
    if ((await this.settings.webhookOf(teamId)) === undefined) return;
    const id = uuidv7();
    if (!(await this.repository.insert(teamId, id, analysisId, this.clock.now()))) return;
    await this.work.submit(deliverWebhook, { id, teamId });
  }
}
