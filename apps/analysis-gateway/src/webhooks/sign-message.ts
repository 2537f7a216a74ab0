import { createHmac } from 'node:crypto';

export interface SignedMessage {
  readonly body: string;
  readonly headers: Readonly<Record<string, string>>;
}

/**
 * A message in the form of Standard Webhooks 1.0: `v1,` and HMAC-SHA-256 in base64 over id, time in Unix seconds and body.
 * Attempts of one message have the same id, so that a receiver can tell a repetition, and times of their own.
 * @param secret `whsec_` and the key in base64
 */
export function signMessage(id: string, sentAt: Date, body: string, secret: string): SignedMessage {
  const messageId = `msg_${id.replaceAll('-', '')}`;
  const timestamp = String(Math.floor(sentAt.getTime() / 1_000));
  const key = Buffer.from(secret.replace(/^whsec_/, ''), 'base64');
  const signature = createHmac('sha256', key).update(`${messageId}.${timestamp}.${body}`).digest('base64');
  return {
    body,
    headers: {
      'content-type': 'application/json',
      'webhook-id': messageId,
      'webhook-timestamp': timestamp,
      'webhook-signature': `v1,${signature}`,
    },
  };
}
