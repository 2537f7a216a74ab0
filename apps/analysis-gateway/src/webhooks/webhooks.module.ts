import { Module } from '@nestjs/common';
import { AnalysisSettingsModule } from '../analysis-settings';
import { DeliverWebhookWork } from './deliver-webhook.work';
import { WebhookMessages } from './webhook-messages';
import { WebhookMessagesRepository } from './webhook-messages.repository';

@Module({
  imports: [AnalysisSettingsModule],
  providers: [DeliverWebhookWork, WebhookMessages, WebhookMessagesRepository],
  exports: [DeliverWebhookWork, WebhookMessages],
})
export class WebhooksModule {}
