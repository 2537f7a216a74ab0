import { randomUUID } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { appNames } from '@sentrybox/contracts';
import { apiRoutes, fill, nameOf, request, startStack } from '@sentrybox/testing';
import type { ApiRoute, Stack } from '@sentrybox/testing';

const corpora = process.env.CORPORA_DIR;
const folder = join(corpora ?? '', 'vectors', 'json', 'test_parsing');
// Well-formed JSON is the business of each route's schema; this is about the rest.
const names = corpora === undefined ? [] : readdirSync(folder).filter((name) => /^[ni]_.*\.json$/.test(name));
const suite = corpora === undefined ? describe.skip : describe;

/**
 * Each route gets every third file, in turn, so that each file meets a third of the routes: the parser is one for all,
 * what differs are its limits per route. The whole suite against one route is a test of libs/http.
 */
const shares = 3;
/** Some routes accept less than the largest files have; they say so before they look at the body. */
const smallestLimitBytes = 8_192;
const atOnce = 8;
/** An answer that takes longer counts as none. */
const maxAnswerMs = 5_000;

jest.setTimeout(180_000);

suite('A16 JSONTestSuite on every route that takes JSON (needs CORPORA_DIR)', () => {
  const files = names.map((name) => ({ name, bytes: readFileSync(join(folder, name)) }));
  let stack: Stack;
  let routes: readonly ApiRoute[];
  let session: string;

  beforeAll(async () => {
    // An installation of its own: what is sent here would use up every limit of the shared one.
    const limits = ['ANONYMOUS_PER_HOUR', 'USER_PER_HOUR', 'API_KEY_PER_HOUR', 'LOGIN_PER_MINUTE'];
    const environment = Object.fromEntries(limits.map((name) => [`RATE_LIMIT_${name}`, '0']));
    stack = await startStack({ environment });
    const documents = await Promise.all(appNames.map((app) => request(`${stack.urls[app]}/openapi.json`)));
    routes = appNames.flatMap((app, index) => apiRoutes(app, documents[index]?.body)).filter(takesJson);
    session = await administrator(stack);
  });

  afterAll(() => stack.stop());

  it('finds the suite and the routes', () => {
    expect([files.length > 200, routes.length > 10]).toEqual([true, true]);
    expect(new Set(routes.map(({ app }) => app)).size).toBeGreaterThanOrEqual(3);
  });

  it('refuses what is no JSON with 400 and answers everything', async () => {
    const jobs = routes.flatMap((route, turn) =>
      files.filter((_file, index) => index % shares === turn % shares).map((file) => ({ route, ...file })),
    );
    expect(new Set(jobs.map(({ name }) => name)).size).toBe(files.length);
    const wrong: string[] = [];
    await inParallel(jobs, async ({ route, name, bytes }) => {
      const { status, text } = await send(route, bytes);
      // A refusal for another reason than the body's form would prove nothing about it.
      const isAboutTheBody = /JSON|UTF-8|body/i.test(text);
      const isRefused = (status === 400 && isAboutTheBody) || isTooLarge(status, bytes);
      const isRight = name.startsWith('n_') ? isRefused : status >= 200 && status < 500;
      if (!isRight) wrong.push(`${nameOf(route)} ${name}: ${String(status)} ${text.slice(0, 200)}`);
    });
    expect(wrong).toEqual([]);
  });

  it.each<[string, Record<string, string>, number]>([
    ['text/plain', { 'content-type': 'text/plain' }, 415],
    ['a form', { 'content-type': 'application/x-www-form-urlencoded' }, 415],
    ['multipart', { 'content-type': 'multipart/form-data; boundary=x' }, 415],
    ['no type', {}, 415],
    ['another charset', { 'content-type': 'application/json; charset=utf-16' }, 415],
    ['gzip', { 'content-type': 'application/json', 'content-encoding': 'gzip' }, 415],
  ])('refuses a body sent as %s on every route', async (_name, headers, expected) => {
    const wrong: string[] = [];
    await inParallel(routes, async (route) => {
      const { status } = await send(route, Buffer.from('{}'), headers);
      if (status !== expected && !takesType(route, headers['content-type'])) wrong.push(`${nameOf(route)}: ${status}`);
    });
    expect(wrong).toEqual([]);
  });

  it.each([
    ['a hundred thousand brackets', '['.repeat(100_000)],
    ['33 levels', '['.repeat(33) + ']'.repeat(33)],
    ['__proto__', '{"__proto__":{"role":"owner"}}'],
    ['constructor', '{"a":{"constructor":{"prototype":{}}}}'],
    ['1,001 keys in one object', JSON.stringify(Object.fromEntries(Array.from({ length: 1_001 }, (_, n) => [n, 0])))],
  ])('refuses %s on every route with 400', async (_name, body) => {
    const wrong: string[] = [];
    await inParallel(routes, async (route) => {
      const bytes = Buffer.from(body);
      const { status } = await send(route, bytes);
      if (status !== 400 && !isTooLarge(status, bytes)) wrong.push(`${nameOf(route)}: ${status}`);
    });
    expect(wrong).toEqual([]);
  });

  it('refuses the same key twice on every route that takes a secret', async () => {
    const auth = routes.filter(({ app, path }) => app === 'identity' && /auth|password|api-keys|users/.test(path));
    expect(auth.length).toBeGreaterThan(3);
    for (const route of auth) {
      const { status, text } = await send(route, Buffer.from('{"email":"a@b.example","email":"c@d.example"}'));
      expect([nameOf(route), status, text]).toEqual([nameOf(route), 400, expect.stringContaining('twice')]);
    }
  });

  async function send(
    route: ApiRoute,
    bytes: Buffer,
    headers: Readonly<Record<string, string>> = { 'content-type': 'application/json' },
  ): Promise<{ readonly status: number; readonly text: string }> {
    const values = Object.fromEntries(route.parameters.map((name) => [name, randomUUID()]));
    try {
      const answer = await fetch(stack.urls[route.app] + fill(route, values), {
        method: route.method,
        headers: { authorization: `Bearer ${session}`, ...headers },
        body: new Uint8Array(bytes),
        signal: AbortSignal.timeout(maxAnswerMs),
      });
      return { status: answer.status, text: await answer.text() };
    } catch (error) {
      return { status: 0, text: String(error) };
    }
  }
});

function takesJson({ body, isOwnPage }: ApiRoute): boolean {
  return !isOwnPage && body?.type.startsWith('application/json') === true;
}

function takesType({ body }: ApiRoute, type: string | undefined): boolean {
  return type !== undefined && body?.type === type;
}

function isTooLarge(status: number, bytes: Buffer): boolean {
  return status === 413 && bytes.length > smallestLimitBytes;
}

async function inParallel<T>(items: readonly T[], work: (item: T) => Promise<void>): Promise<void> {
  const queue = items.values();
  await Promise.all(
    Array.from({ length: atOnce }, async () => {
      for (const item of queue) await work(item);
    }),
  );
}

/** An access token of the first administrator, whose one-time password is changed on the way. */
async function administrator({ urls, admin }: Stack): Promise<string> {
  const password = 'a-new-and-longer-passphrase-7';
  const login = async (secret: string) => {
    const answer = await request(`${urls.identity}/api/v1/auth/login`, {
      body: { email: admin.email, password: secret },
    });
    return (answer.body as { data: { token: string } }).data.token;
  };
  await request(`${urls.identity}/api/v1/users/me/password`, {
    method: 'PUT',
    body: { current_password: admin.password, new_password: password },
    credential: await login(admin.password),
  });
  return login(password);
}
