import { z } from 'zod';
import { appNames } from '@sentrybox/contracts';
import type { AppName } from '@sentrybox/contracts';
import type { PairKeys } from '../keys/pair-keys';
import { isMacOf, macOf } from './mac';

/**
 * An announcement on its way. It has one MAC per receiving service instead of one signature: a MAC key belongs to a pair
 * of services, so no receiver can forge for another one, the P-256 keys serve key agreement alone, and seven HMACs cost
 * less than one ECDSA signature. Name, sender, id, time and body are covered.
 */
export const announcementFrameSchema = z.strictObject({
  sender: z.enum(appNames),
  id: z.string().regex(/^[\w-]{22}$/),
  /** Milliseconds since 1970 by the clock of Redis. */
  sentAtMs: z.int().positive(),
  correlationId: z.string().regex(/^[\w.-]{1,64}$/),
  /** W3C; only where the announcer is traced. */
  traceparent: z
    .string()
    .max(128)
    .regex(/^[\da-f-]+$/)
    .optional(),
  /** The payload as JSON. */
  body: z.string(),
  macs: z.partialRecord(z.enum(appNames), z.string()),
});
export type AnnouncementFrame = z.infer<typeof announcementFrameSchema>;

export function signAnnouncement(
  keys: PairKeys,
  name: string,
  frame: Omit<AnnouncementFrame, 'macs'>,
): AnnouncementFrame {
  const signed = canonical(name, frame);
  const macs = keys.peers().map((peer) => [peer, macOf(keys.sendingKey('announcement', peer), signed)] as const);
  return { ...frame, macs: Object.fromEntries(macs) };
}

/** Whether `frame` carries the MAC that its sender makes for `receiver`. */
export function isAnnouncementAuthentic(
  keys: PairKeys,
  receiver: AppName,
  name: string,
  frame: AnnouncementFrame,
): boolean {
  const mac = frame.macs[receiver];
  if (mac === undefined || !keys.knows(frame.sender)) return false;
  return isMacOf(keys.receivingKey('announcement', frame.sender), canonical(name, frame), mac);
}

// Only the body can contain a line feed, and it comes last.
function canonical(name: string, frame: Omit<AnnouncementFrame, 'macs'>): string {
  const { sender, id, sentAtMs, correlationId, traceparent = '', body } = frame;
  return [name, sender, id, sentAtMs, correlationId, traceparent, body].join('\n');
}
