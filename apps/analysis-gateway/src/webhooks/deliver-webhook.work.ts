import { Inject, Injectable } from '@nestjs/common';
import { Database } from '@sentrybox/database';
import { configured, Egress, EgressError, parseRetryAfter } from '@sentrybox/egress';
import { DomainError } from '@sentrybox/errors';
import type { Clock } from '@sentrybox/observability';
import { CLOCK } from '@sentrybox/observability';
import type { WorkHandler, WorkItem } from '@sentrybox/queue';
import { AnalysisSettings } from '../analysis-settings';
import type { Webhook } from '../analysis-settings';
import { deliverWebhook } from './deliver-webhook.definition';
import { signMessage } from './sign-message';
import { WebhookMessagesRepository } from './webhook-messages.repository';
import type { WebhookMessage } from './webhook-messages.repository';

const timeoutMs = 15_000;
/** What a receiver answers is not read beyond this. */
const maxAnswerBytes = 65_536;
/** Nothing delivered for so long: the webhook is switched off, until somebody sets it again. */
const disableAfterMs = 5 * 86_400_000;

/** Delivers a message to a team's webhook. It may arrive twice, after a crash or a lost answer, with the same id. */
@Injectable()
export class DeliverWebhookWork implements WorkHandler {
  readonly definition = deliverWebhook;

  constructor(
    private readonly repository: WebhookMessagesRepository,
    private readonly settings: AnalysisSettings,
    private readonly egress: Egress,
    private readonly database: Database,
    @Inject(CLOCK) private readonly clock: Clock,
  ) {}

  async run(item: WorkItem): Promise<void> {
    const { teamId } = item;
    const message = await this.database.inTeam(teamId, () => this.repository.undelivered(teamId, item.id));
    const webhook = await this.settings.webhookOf(teamId);
    if (message === undefined || webhook === undefined) {
      await item.finish();
      return;
    }
    await this.send(message, webhook, item.signal);
    await item.finish(async () => {
      await this.repository.delivered(teamId, item.id, this.clock.now());
      await this.settings.webhookDelivered(teamId);
    });
  }

  /** Attempts are used up. Runs in the tenant transaction that ends the work. */
  async onFailed({ teamId }: Pick<WorkItem, 'id' | 'teamId'>): Promise<void> {
    await this.settings.webhookFailed(teamId, disableAfterMs);
  }

  private async send(message: WebhookMessage, { url, secret }: Webhook, signal: AbortSignal): Promise<void> {
    const { body, headers } = signMessage(message.id, this.clock.now(), bodyOf(message), secret);
    try {
      const answer = await this.egress.request(configured(url, { name: 'webhook' }), {
        ...{ method: 'POST', url, headers, body, timeoutMs, maxBytes: maxAnswerBytes, signal },
        expect: 'bytes',
      });
      if (answer.status >= 300) throw notDelivered(parseRetryAfter(answer.headers['retry-after'], this.clock.now()));
    } catch (error) {
      // An answer that is too long is one.
      if (error instanceof EgressError && error.code === 'too_large') return;
      if (error instanceof EgressError) throw notDelivered(error.retryAfterSeconds, error);
      throw error;
    }
  }
}

function bodyOf(message: WebhookMessage): string {
  return JSON.stringify({
    type: 'analysis.completed',
    timestamp: message.createdAt.toISOString(),
    data: {
      id: message.analysisId,
      url: `/api/v1/analysis/${message.analysisId}`,
      ioc: message.ioc,
      type: message.type,
      canonical: message.canonical,
      verdict: message.verdict,
      score: message.score,
    },
  });
}

function notDelivered(retryAfterSeconds: number | undefined, cause?: unknown): DomainError {
  const message = 'The webhook did not take the message.';
  return new DomainError({ kind: 'unavailable', code: 'webhook_not_delivered', message, retryAfterSeconds, cause });
}
