import type { KeyObject } from 'node:crypto';
import { z } from 'zod';
import { principalSchema } from '@sentrybox/contracts';
import { isMacOf, macOf } from './mac';

/**
 * A question on its way. On the wire: one line `deadline id epoch caller mac`, a line feed, and the body as JSON on one
 * line. The first 59 characters have fixed places because the scripts in Redis read deadline, id and epoch there. The
 * MAC covers deadline, id, epoch, caller and every byte of the body; the receiver is bound by the key.
 */
export interface AskFrame {
  /** Milliseconds since 1970 by the clock of Redis; 13 digits. */
  readonly deadlineMs: number;
  readonly id: string;
  /** Of Redis' memory at the time of sending: what it has forgotten since cannot be replayed. 22 characters. */
  readonly epoch: string;
  readonly caller: string;
  readonly mac: string;
  readonly body: string;
}

const headerPattern = /^(\d{13}) ([\w-]{22}) ([\w-]{22}) ([a-z-]{2,32}) ([\w-]{43})$/;

export const askBodySchema = z.strictObject({
  name: z.string().max(128),
  replyTo: z.string().regex(/^[\w:-]{1,128}$/),
  correlationId: z.string().regex(/^[\w.-]{1,64}$/),
  onBehalfOf: principalSchema.optional(),
  /** W3C; only where the asker is traced. */
  traceparent: z.string().max(128).optional(),
  payload: z.unknown(),
});
export type AskBody = z.infer<typeof askBodySchema>;

export function encodeAsk(key: KeyObject, head: Omit<AskFrame, 'mac' | 'body'>, body: AskBody): string {
  const text = JSON.stringify(body);
  const signed = signedHead(head);
  return `${signed} ${macOf(key, `${signed}\n${text}`)}\n${text}`;
}

/** Splits a frame without believing it; undefined when it has no such form. */
export function decodeAsk(frame: string): AskFrame | undefined {
  const end = frame.indexOf('\n');
  const parts = end < 0 ? null : headerPattern.exec(frame.slice(0, end));
  if (parts === null) return undefined;
  const [, deadline = '', id = '', epoch = '', caller = '', mac = ''] = parts;
  return { deadlineMs: Number(deadline), id, epoch, caller, mac, body: frame.slice(end + 1) };
}

export function isAskAuthentic(key: KeyObject, frame: AskFrame): boolean {
  return isMacOf(key, `${signedHead(frame)}\n${frame.body}`, frame.mac);
}

function signedHead({ deadlineMs, id, epoch, caller }: Omit<AskFrame, 'mac' | 'body'>): string {
  return `${deadlineMs} ${id} ${epoch} ${caller}`;
}
