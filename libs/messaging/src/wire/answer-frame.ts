import type { KeyObject } from 'node:crypto';
import { z } from 'zod';
import { wireErrorSchema } from './wire-error';
import { isMacOf, macOf } from './mac';

/**
 * Answers on their way from one service to one process of another: a line `mac owner`, then a line `id body` for each
 * of them, the body as JSON. One MAC covers the owner and every line: what is answered in one turn of the event loop
 * leaves together. An id is the question's, so an answer fits one question only.
 */
export interface AnswerFrame {
  readonly owner: string;
  readonly mac: string;
  /** Everything behind the MAC. */
  readonly signed: string;
}

export interface Answered {
  readonly id: string;
  readonly body: string;
}

const headPattern = /^([\w-]{43}) ([a-z-]{2,32})\n/;
const macLength = 43;
const idLength = 22;

// What most questions get comes first: a union tries its members in order.
export const answerBodySchema = z.union([
  z.strictObject({ answer: z.unknown() }),
  z.strictObject({ error: wireErrorSchema }),
]);
export type AnswerBody = z.infer<typeof answerBodySchema>;

export function encodeAnswer(id: string, body: AnswerBody): string {
  return `${id} ${JSON.stringify(body)}`;
}

/** @param lines of `encodeAnswer` */
export function encodeAnswers(key: KeyObject, owner: string, lines: readonly string[]): string {
  const signed = `${owner}\n${lines.join('\n')}`;
  return `${macOf(key, signed)} ${signed}`;
}

/** Splits a publication without believing it; undefined when it has no such form. */
export function decodeAnswers(message: string): AnswerFrame | undefined {
  const [, mac, owner = ''] = headPattern.exec(message) ?? [];
  return mac === undefined ? undefined : { owner, mac, signed: message.slice(macLength + 1) };
}

export function areAnswersAuthentic(key: KeyObject, { signed, mac }: AnswerFrame): boolean {
  return isMacOf(key, signed, mac);
}

export function answersIn({ signed }: AnswerFrame): Answered[] {
  const [, ...lines] = signed.split('\n');
  return lines.map((line) => ({ id: line.slice(0, idLength), body: line.slice(idLength + 1) }));
}
