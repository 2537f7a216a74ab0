import { pluginErrorCodes, pluginResultSchema } from '@sentrybox/contracts';
import { DomainError, unavailable } from '@sentrybox/errors';
import fc from 'fast-check';
import { PluginError } from '../plugins';
import { failedResult, lateResult, resultOf } from './to-result';

const empty = { evidence: [], observed_at: null, from_cache: false, age_seconds: 0, link: null };

describe('resultOf', () => {
  it('keeps each kind of answer apart: ok, no record, not asked', () => {
    const ok = { status: 'ok', summary: { a: 1 }, evidence: [], observedAt: null, link: 'https://x.example/' } as const;

    expect(resultOf('p', ok, 1.6)).toEqual({
      ...empty,
      plugin: 'p',
      status: 'ok',
      summary: { a: 1 },
      duration_ms: 2,
      link: 'https://x.example/',
    });
    expect(resultOf('p', { status: 'not_found', summary: {}, link: null }, 0).status).toBe('not_found');
    expect(resultOf('p', { status: 'skipped', reason: 'TLP:RED' }, 0)).toMatchObject({
      status: 'skipped',
      reason: 'TLP:RED',
    });
  });

  it('G01 holds nothing that the database refuses, whatever a source said', () => {
    const hostile = fc.oneof(fc.constant('\u0000'), fc.constant('\uD800'), fc.string({ unit: 'binary' }));
    fc.assert(
      fc.property(hostile, hostile, (a, b) => {
        const summary = { names: [`x${a}`, { deep: b }] };
        const text = JSON.stringify(resultOf('p', { status: 'not_found', summary, link: null }, 0));
        expect(text).not.toMatch(/\\u0000|\\ud[89a-f]/i);
      }),
    );
    const plain = { text: 'ä \\u0000 \u{1F600} "quoted" \n' };
    expect(resultOf('p', { status: 'not_found', summary: plain, link: null }, 0).summary).toEqual(plain);
  });

  it('is its own copy of what the plugin holds', () => {
    const summary = { list: [1] };
    const result = resultOf('p', { status: 'ok', summary, evidence: [], observedAt: null, link: null }, 0);
    summary.list.push(2);

    expect(result.summary).toEqual({ list: [1] });
  });
});

describe('failedResult', () => {
  it.each(pluginErrorCodes)('passes on the code %s, its sentence and how long to wait', (code) => {
    const error = new PluginError(code, { message: 'Why.', retryAfterSeconds: 30 });

    const result = failedResult('p', error, 5);
    expect(result).toMatchObject({ status: 'error', error: { code, message: 'Why.', retry_after_seconds: 30 } });
    expect(pluginResultSchema.parse(result)).toEqual(result);
  });

  it.each([
    ['an error nobody meant to throw', new Error('password=hunter2 at /srv/app.ts:1')],
    ['something that is no error', 'secret'],
    ['nothing', undefined],
    ['a domain error of another kind', new DomainError({ kind: 'conflict', code: 'secret', message: 'secret' })],
  ])('says only that it failed for %s', (_what, error) => {
    const { error: shown } = failedResult('p', error, 5);

    expect(shown).toEqual({ code: 'internal_error', message: 'The plugin failed.' });
  });

  it('knows the platform’s own "unavailable"', () => {
    expect(failedResult('p', unavailable('Later.'), 5).error).toMatchObject({ code: 'unavailable', message: 'Later.' });
  });
});

it('an answer that is late is a time-out, never "clean"', () => {
  expect(lateResult('p', 500)).toEqual({
    ...empty,
    plugin: 'p',
    status: 'error',
    summary: {},
    duration_ms: 500,
    error: { code: 'timeout', message: 'No answer within 500 ms.' },
  });
});
