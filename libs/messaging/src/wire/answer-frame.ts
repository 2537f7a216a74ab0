import type { KeyObject } from 'node:crypto';
import { z } from 'zod';
import { wireErrorSchema } from './wire-error';
import { isMacOf, macOf } from './mac';

/**
 * An answer on its way: one line `id owner mac`, a line feed, and the body as JSON on one line. One publication may carry
 * several answers, line after line. The id is the question's, so an answer fits one question only.
 */
export interface AnswerFrame {
  readonly id: string;
  readonly owner: string;
  readonly mac: string;
  readonly body: string;
}

const headerPattern = /^([\w-]{22}) ([a-z-]{2,32}) ([\w-]{43})$/;

export const answerBodySchema = z.union([
  z.strictObject({ error: wireErrorSchema }),
  z.strictObject({ answer: z.unknown() }),
]);
export type AnswerBody = z.infer<typeof answerBodySchema>;

export function encodeAnswer(key: KeyObject, head: Omit<AnswerFrame, 'mac' | 'body'>, body: AnswerBody): string {
  const text = JSON.stringify(body);
  const signed = `${head.id} ${head.owner}`;
  return `${signed} ${macOf(key, `${signed}\n${text}`)}\n${text}`;
}

/** Splits a publication without believing it; lines that have no such form are left out. */
export function decodeAnswers(message: string): AnswerFrame[] {
  const lines = message.split('\n');
  const frames: AnswerFrame[] = [];
  for (let at = 0; at + 1 < lines.length; at += 2) {
    const [, id, owner = '', mac = ''] = headerPattern.exec(lines[at] ?? '') ?? [];
    if (id !== undefined) frames.push({ id, owner, mac, body: lines[at + 1] ?? '' });
  }
  return frames;
}

export function isAnswerAuthentic(key: KeyObject, frame: AnswerFrame): boolean {
  return isMacOf(key, `${frame.id} ${frame.owner}\n${frame.body}`, frame.mac);
}
