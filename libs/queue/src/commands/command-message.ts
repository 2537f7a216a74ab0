import { z } from 'zod';
import { appNames, principalSchema } from '@sentrybox/contracts';
import type { AppName } from '@sentrybox/contracts';
import { isMacOf, macOf, wireErrorSchema } from '@sentrybox/messaging';
import type { PairKeys } from '@sentrybox/messaging';

/** Characters of one message; larger things are fetched by id. */
const greatestLength = 1_048_576;

const common = {
  /** The inbox of the receiver accepts an id once. */
  id: z.uuid(),
  from: z.enum(appNames),
  teamId: z.uuid(),
};
const content = {
  ...common,
  name: z.string().max(128),
  commandId: z.uuid(),
  correlationId: z.string().regex(/^[\w.-]{1,64}$/),
  onBehalfOf: principalSchema.optional(),
};

/** What became of a command. */
export const outcomeBodySchema = z.union([
  z.strictObject({ error: wireErrorSchema }),
  z.strictObject({ outcome: z.unknown() }),
]);

export const commandMessageSchema = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('command'), ...content, body: z.unknown() }),
  z.strictObject({ kind: z.literal('outcome'), ...content, body: outcomeBodySchema }),
  /** The message `id` was stored: it need not be sent again. */
  z.strictObject({ kind: z.literal('receipt'), ...common }),
]);
export type CommandMessage = z.infer<typeof commandMessageSchema>;
/** A message that is stored on both sides. */
export type StoredMessage = Exclude<CommandMessage, { kind: 'receipt' }>;

/** A job in Redis: the message as JSON, and its MAC under the key of sender and receiver. */
export const sealedSchema = z.strictObject({ text: z.string().max(greatestLength), mac: z.string().length(43) });
export type Sealed = z.infer<typeof sealedSchema>;

export function seal(keys: PairKeys, to: AppName, message: CommandMessage): Sealed {
  const text = JSON.stringify(message);
  return { text, mac: macOf(keys.sendingKey('command', to), text) };
}

/** The text of a job, if `from` sealed it for this service. */
export function authenticText(keys: PairKeys, from: AppName, sealed: Sealed): string | undefined {
  return keys.knows(from) && isMacOf(keys.receivingKey('command', from), sealed.text, sealed.mac)
    ? sealed.text
    : undefined;
}
