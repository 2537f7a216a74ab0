import { Writable } from 'node:stream';
import type { Principal } from '@sentrybox/contracts';
import { DomainError } from '@sentrybox/errors';
import { requestContext, runInRequestContext, setPrincipal } from '../context/request-context';
import { createLogger } from './logger';
import type { Logger, LoggerOptions } from './logger';
import { registerSecret } from './secret-values';

const principal: Principal = {
  kind: 'user',
  userId: '01900000-0000-7000-8000-000000000001',
  sessionId: '01900000-0000-7000-8000-000000000002',
  platformRole: 'viewer',
  mustChangePassword: false,
  teamId: '01900000-0000-7000-8000-000000000003',
  teamRole: 'viewer',
  permissions: [],
};

let written = '';
const destination = new Writable({
  write(chunk: Buffer, _encoding, done) {
    written += chunk.toString('utf8');
    done();
  },
});

function loggerWith(options: Partial<LoggerOptions> = {}): Logger {
  written = '';
  return createLogger({ service: 'data', version: '1.2.3', level: 'info', destination, ...options });
}

const lines = () =>
  written
    .split('\n')
    .filter(Boolean)
    .map((line) => JSON.parse(line) as Record<string, unknown>); // the logger writes one JSON object per line

describe('log lines', () => {
  it('have time, level, service, version and event', () => {
    loggerWith().info('thing_made', { size: 3 });
    expect(lines()).toEqual([
      {
        ts: expect.stringMatching(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/) as string,
        level: 'info',
        service: 'data',
        version: '1.2.3',
        event: 'thing_made',
        size: 3,
      },
    ]);
  });

  it('name the request, the route, the team and the actor', () => {
    const logger = loggerWith();
    const context = { requestId: 'req-12345678', clientIp: '192.0.2.1', route: '/a/{b}', startedAt: 0 };
    runInRequestContext(context, () => {
      setPrincipal(principal);
      logger.warn('slow');
    });
    expect(lines()[0]).toMatchObject({
      request_id: 'req-12345678',
      route: '/a/{b}',
      team_id: principal.teamId,
      actor_id: principal.userId,
    });
    expect(requestContext()).toBeUndefined();
  });

  it('below the level, and in tests below error, are dropped', () => {
    loggerWith().debug('detail');
    expect(lines()).toEqual([]);
    const quiet = loggerWith({ isTest: true });
    quiet.warn('noise');
    quiet.error('broken');
    expect(lines()).toEqual([expect.objectContaining({ event: 'broken' })]);
  });

  it('cannot be forged by line breaks or terminal controls', () => {
    loggerWith().info('input', { value: 'a\r\n{"level":"error"}\u001b[31m\u009b2J\u2028b' });
    expect(written.trimEnd().split(/[\r\n\u2028]/)).toHaveLength(1);
    // eslint-disable-next-line no-control-regex -- control characters are what this is about
    expect(written.trimEnd()).not.toMatch(/[\u0000-\u001f\u007f-\u009f]/);
  });

  it('show an error with code, message and causes', () => {
    const cause = Object.assign(new Error('connect ECONNREFUSED'), { code: 'ECONNREFUSED' });
    loggerWith().error('failed', {
      error: new DomainError({ kind: 'unavailable', code: 'unavailable', message: 'No storage.', cause }),
    });
    expect(lines()[0]?.err).toMatchObject({
      type: 'DomainError',
      code: 'unavailable',
      cause: { code: 'ECONNREFUSED', message: 'connect ECONNREFUSED' },
    });
  });
});

describe('P05 redaction', () => {
  it('by the name of the key, however it is written and however deep', () => {
    loggerWith().info('call', {
      headers: { Authorization: 'Bearer abc', 'X-API-Key': 'k', accept: '*/*' },
      body: { user: { new_password: 'hunter2', refreshToken: 'r' } },
    });
    expect(written).not.toMatch(/hunter2|"Bearer|"k"|"r"/);
    expect(written).toContain('"accept":"*/*"');
  });

  it('of registered secrets wherever they turn up', () => {
    registerSecret('a-very-secret-value');
    loggerWith().info('call', { note: 'before a-very-secret-value after', error: new Error('a-very-secret-value') });
    expect(written).not.toContain('a-very-secret-value');
    expect(written).toContain('before [secret] after');
  });

  it('of credentials inside text', () => {
    loggerWith().info('call', {
      key: `sent sb_${'0'.repeat(32)}.`,
      jwt: 'eyJhbGciOiJFUzI1NiJ9.eyJzdWIiOiJ4In0.c2lnbmF0dXJl',
      url: 'postgres://user:pass-word@db/x',
    });
    expect(written).not.toMatch(/sb_0|eyJ|pass-word/);
  });

  it('ends deep and circular values', () => {
    const loop: Record<string, unknown> = {};
    loop.self = loop;
    loggerWith().info('loop', { loop, bytes: Buffer.alloc(3), big: 10n, text: 'x'.repeat(10_000) });
    expect(lines()[0]).toMatchObject({ bytes: '[3 bytes]', big: '10' });
    expect(written.length).toBeLessThan(5_000);
  });
});
