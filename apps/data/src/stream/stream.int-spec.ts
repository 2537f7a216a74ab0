import { get } from 'node:http';
import type { IncomingMessage } from 'node:http';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { OpenStreams } from '@sentrybox/http';
import { HealthRegistry } from '@sentrybox/observability';
import { DataApp, until } from '../../test/data-app';

jest.setTimeout(60_000);

const path = '/api/v1/feeds/realtime';

let data: DataApp;
let admin: string;
let keyA: string;
let keyB: string;
let replica: { app: NestFastifyApplication; url: string };
const open: Follower[] = [];

/** One client of the stream. */
class Follower {
  private text = '';
  isEnded = false;

  private constructor(readonly response: IncomingMessage) {
    response.setEncoding('utf8');
    response.on('data', (chunk: string) => (this.text += chunk));
    response.on('close', () => (this.isEnded = true));
    response.on('error', () => undefined);
  }

  static async open(
    query = '',
    as?: string,
    headers: Record<string, string> = {},
    url = data.address,
  ): Promise<Follower> {
    const credential = as === undefined ? {} : { authorization: `Bearer ${as}` };
    const response = await new Promise<IncomingMessage>((resolve, reject) => {
      get(`${url}${path}${query}`, { agent: false, headers: { ...headers, ...credential } }, resolve).on(
        'error',
        reject,
      );
    });
    const follower = new Follower(response);
    open.push(follower);
    if (response.statusCode === 200) await until(() => Promise.resolve(follower.text === '' ? undefined : true));
    return follower;
  }

  get raw(): string {
    return this.text;
  }

  /** Complete lines of NDJSON. */
  get lines(): { id: string; event: string; reason?: string; indicator?: { value: string } }[] {
    const lines = this.text
      .slice(0, this.text.lastIndexOf('\n') + 1)
      .split('\n')
      .filter((line) => line !== '');
    return lines.map((line) => JSON.parse(line) as Follower['lines'][number]); // as the service writes them
  }

  get values(): string[] {
    return this.lines.flatMap(({ indicator }) => indicator?.value ?? []);
  }

  async has(...values: string[]): Promise<void> {
    await until(() => Promise.resolve(values.every((value) => this.values.includes(value)) ? true : undefined));
  }
}

beforeAll(async () => {
  data = await DataApp.start(fetch);
  admin = data.callers.token(data.teamA, 'admin');
  keyA = data.callers.key(data.teamA);
  keyB = data.callers.key(data.teamB);
  replica = await data.startReplica();
});

afterEach(() => {
  for (const follower of open.splice(0)) follower.response.destroy();
});

afterAll(async () => {
  await replica.app.close();
  await data.stop();
});

const add = (value: string, as = keyA) => data.call('POST', '/api/v1/indicators', { as, json: { value } });

it('tells every replica’s readers what is new, a team its own, nobody what was there before', async () => {
  await add('before.example.com');
  const source = await data.source(admin, { scope: 'platform', name: 'Stream' });
  const [mine, theirs, strangers] = await Promise.all([
    Follower.open('', keyA),
    Follower.open('', keyB, {}, replica.url),
    Follower.open('', undefined, {}, replica.url),
  ]);
  await data.import(admin, source, 'new-1.example.com\nnew-2.example.com\n');
  await add('own.example.com');
  await Promise.all([
    mine.has('new-1.example.com', 'new-2.example.com', 'own.example.com'),
    theirs.has('new-1.example.com', 'new-2.example.com'),
    strangers.has('new-1.example.com', 'new-2.example.com'),
  ]);
  expect(mine.values).toHaveLength(3);
  expect([theirs.values, strangers.values].flat()).not.toContain('own.example.com');
  // What a list says again is not new.
  await data.import(admin, source, 'new-1.example.com\nnew-2.example.com\nnew-3.example.com\n');
  await strangers.has('new-3.example.com');
  expect(strangers.values).toHaveLength(3);
});

it('goes on behind the last id, on another replica too', async () => {
  const first = await Follower.open('', keyA);
  await add('resume-1.example.com');
  await first.has('resume-1.example.com');
  const last = first.lines.at(-1)?.id ?? '';
  first.response.destroy();
  await add('resume-2.example.com');
  const second = await Follower.open('', keyA, { 'last-event-id': last }, replica.url);
  await second.has('resume-2.example.com');
  expect(second.values).toEqual(['resume-2.example.com']);
});

it('begins with what came lately when asked to, and tells only what is wanted', async () => {
  await add('http://lately.example.com/x');
  const follower = await Follower.open('?since_minutes=5&type=url&severity=medium', keyA);
  await follower.has('http://lately.example.com/x');
  expect(follower.values).toEqual(['http://lately.example.com/x']);
});

it('speaks server-sent events to those who accept them', async () => {
  const follower = await Follower.open('?since_minutes=5', keyA, { accept: 'text/event-stream' });
  expect(follower.response.headers['content-type']).toBe('text/event-stream; charset=utf-8');
  await until(() => Promise.resolve(follower.raw.includes('event: indicator') ? true : undefined));
  expect(follower.raw).toMatch(/^: \d{4}-.*\n\nid: \S+\nevent: indicator\ndata: \{.*\}\n\n/);
});

it('A11 ends within 5 s once the credential is taken back', async () => {
  const key = data.callers.key(data.teamA);
  const follower = await Follower.open('', key);
  data.callers.keys.clear();
  keyA = data.callers.key(data.teamA);
  keyB = data.callers.key(data.teamB);
  await until(() => Promise.resolve(follower.isEnded ? true : undefined), 15_000);
  expect(follower.lines.at(-1)).toMatchObject({ event: 'end', reason: 'credential' });
});

it.each(['?last_event_id=abc', '?since_minutes=1441', '?colour=red'])('refuses %s', async (query) => {
  expect((await Follower.open(query)).response.statusCode).toBe(400);
});

it('D01 refuses a bad credential', async () => {
  expect((await Follower.open('', 'sb_00000000000000000000000000000000')).response.statusCode).toBe(401);
});

it('says when to come back when the service goes', async () => {
  const [lines, events] = [
    await Follower.open('', keyA, {}, replica.url),
    await Follower.open('?format=sse', keyA, {}, replica.url),
  ];
  replica.app.get(HealthRegistry).startDraining();
  replica.app.get(OpenStreams).endAll();
  await until(() => Promise.resolve(lines.isEnded && events.isEnded ? true : undefined));
  expect(lines.lines.at(-1)).toMatchObject({ event: 'end', reason: 'draining', retry_after_ms: 1_000 });
  expect(events.raw).toContain('retry: 1000\n');
});
