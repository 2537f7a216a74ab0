import { defineWork } from '@sentrybox/contracts';

/** One message to a team's webhook. Twelve attempts with growing waits reach over half an hour at least. */
export const deliverWebhook = defineWork({
  name: 'analysis-gateway.deliver-webhook',
  owner: 'analysis-gateway',
  concurrency: 5,
  maxAttempts: 12,
});
