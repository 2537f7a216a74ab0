export { DeliverWebhookWork } from './deliver-webhook.work';
export { WebhookMessages } from './webhook-messages';
export { WebhooksModule } from './webhooks.module';
