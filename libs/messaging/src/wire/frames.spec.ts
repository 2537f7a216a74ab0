import { randomBytes, createSecretKey } from 'node:crypto';
import fc from 'fast-check';
import { conflict, DomainError, invalidRequest } from '@sentrybox/errors';
import { answersIn, areAnswersAuthentic, decodeAnswers, encodeAnswer, encodeAnswers } from './answer-frame';
import { decodeAsk, encodeAsk, isAskAuthentic } from './ask-frame';
import { newMessageId } from './message-id';
import { fromWireError, toWireError, wireErrorSchema } from './wire-error';

const key = createSecretKey(randomBytes(32));
const head = { deadlineMs: 1_800_000_000_000, id: newMessageId(), epoch: newMessageId(), caller: 'tools' };
const body = { name: 'data.x.y', replyTo: 'sb0:answer:v2:tools:x', correlationId: 'req-12345678' };

describe('frames of questions', () => {
  it('come back as they were, whatever the payload', () => {
    fc.assert(
      fc.property(fc.jsonValue(), (payload) => {
        const frame = decodeAsk(encodeAsk(key, head, { ...body, payload }));
        expect(frame).toMatchObject(head);
        expect(JSON.parse(frame?.body ?? '')).toEqual(JSON.parse(JSON.stringify({ ...body, payload })));
        expect(frame && isAskAuthentic(key, frame)).toBe(true);
      }),
    );
  });

  it('are not authentic after any change of one character', () => {
    const good = encodeAsk(key, head, { ...body, payload: { a: [1, 'ß', null] } });
    fc.assert(
      fc.property(fc.nat(good.length - 1), fc.string({ minLength: 1, maxLength: 1 }), (at, character) => {
        fc.pre(good[at] !== character);
        const frame = decodeAsk(good.slice(0, at) + character + good.slice(at + 1));
        expect(frame !== undefined && isAskAuthentic(key, frame)).toBe(false);
      }),
    );
  });

  it('of any other form are no frames, and reading them never throws', () => {
    fc.assert(
      fc.property(fc.string(), (text) => {
        expect(decodeAsk(text)).toBeUndefined();
        expect(decodeAnswers(text)).toBeUndefined();
      }),
    );
  });
});

describe('frames of answers', () => {
  const ids = [newMessageId(), newMessageId()];
  const lines = ids.map((id) => encodeAnswer(id, { answer: { text: 'two\nlines' } }));
  const good = encodeAnswers(key, 'data', lines);

  it('travel together under one MAC and are told apart', () => {
    const frame = decodeAnswers(good);
    if (frame === undefined) throw new Error('a frame was expected');
    expect(frame.owner).toBe('data');
    expect(areAnswersAuthentic(key, frame)).toBe(true);
    const read = answersIn(frame);
    expect(read.map(({ id }) => id)).toEqual(ids);
    expect(read.map(({ body: text }) => JSON.parse(text) as unknown)).toEqual(
      ids.map(() => ({ answer: { text: 'two\nlines' } })),
    );
  });

  // So an answer can be moved to no other question, and none can be added or left out.
  it('are not authentic after any change of one character, nor with lines swapped, added or left out', () => {
    const isBelieved = (text: string): boolean => {
      const frame = decodeAnswers(text);
      return frame !== undefined && areAnswersAuthentic(key, frame);
    };
    fc.assert(
      fc.property(fc.nat(good.length - 1), fc.string({ minLength: 1, maxLength: 1 }), (at, character) => {
        fc.pre(good[at] !== character);
        expect(isBelieved(good.slice(0, at) + character + good.slice(at + 1))).toBe(false);
      }),
    );
    const [head = '', first = '', second = ''] = good.split('\n');
    for (const changed of [[head, second, first], [head, first], [head], [head, first, second, first]]) {
      expect(isBelieved(changed.join('\n'))).toBe(false);
    }
  });
});

describe('errors on the wire', () => {
  it('keep kind, code, message, details and retry time of a domain error', () => {
    const error = invalidRequest('No.', [{ field: 'a.b', code: 'too_big', message: 'Too big.' }], 'bad_thing');
    const back = fromWireError(wireErrorSchema.parse(JSON.parse(JSON.stringify(toWireError(error)))), 'data');
    expect(back).toBeInstanceOf(DomainError);
    expect(back).toMatchObject({ kind: 'invalid', code: 'bad_thing', message: 'No.', details: error.details });
    const busy = new DomainError({ kind: 'rate_limited', code: 'quota', message: 'Wait.', retryAfterSeconds: 7 });
    expect(fromWireError(toWireError(busy), 'data')).toMatchObject({ retryAfterSeconds: 7, isRetryable: true });
    expect(toWireError(conflict('Twice.'))).not.toHaveProperty('stack');
  });

  it.each([
    new TypeError('secret'),
    'secret',
    undefined,
    new DomainError({ kind: 'bug', code: 'x', message: 'secret' }),
  ])('say nothing of %s but that the service failed', (error) => {
    const wire = toWireError(error);
    expect(wire).toMatchObject({ kind: 'bug', code: 'internal_error' });
    expect(JSON.stringify(wire)).not.toContain('secret');
  });
});
