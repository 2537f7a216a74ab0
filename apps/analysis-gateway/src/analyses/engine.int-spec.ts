import { createHmac } from 'node:crypto';
import { request } from 'node:http';
import { uuidv7 } from '@sentrybox/database';
import { json, startFixtureServer } from '@sentrybox/testing';
import type { FixtureServer } from '@sentrybox/testing';
import type { Gateway } from '../../test/gateway-installation';
import { GatewayInstallation, until } from '../../test/gateway-installation';
import { fastPlugin, held, slowPlugin } from '../../test/scripted-plugins';
import type { PluginOutcome, SlowStep } from '../plugins';

jest.setTimeout(90_000);

const path = '/api/v1/analysis';
const secret = `whsec_${Buffer.from('a secret of thirty-two letters..').toString('base64')}`;

const accusing = (lineage: string): PluginOutcome => ({
  status: 'ok',
  summary: {},
  evidence: [
    {
      claim: 'malicious',
      strength: 1,
      reliability: 'B',
      lineage,
      observed_at: new Date().toISOString(),
      facts: [`Listed by ${lineage}.`],
      signals: [],
      reference: null,
    },
  ],
  observedAt: null,
  link: null,
});
const doneWith = (lineage: string): SlowStep => ({ state: 'done', outcome: accusing(lineage) });

const submissions: string[] = [];
const slowly = held<SlowStep>();
const later = held<SlowStep>();
const plugins = [
  fastPlugin('quick', () => Promise.resolve(accusing('feed'))),
  slowPlugin('sandbox', () => Promise.resolve(doneWith('sandbox')), {
    submit: (_indicator, { reference }) => {
      submissions.push(reference);
      return Promise.resolve(doneWith('sandbox'));
    },
  }),
  slowPlugin('held', () => slowly.promise),
  slowPlugin('later', () => later.promise),
];

let installation: GatewayInstallation;
let gateway: Gateway;
let other: Gateway;
let hooks: FixtureServer;
const teamId = uuidv7();
let key: string;
let adminKey: string;

beforeAll(async () => {
  installation = await GatewayInstallation.start();
  gateway = await installation.gateway({ plugins });
  other = await installation.gateway({ plugins, role: 'api' });
  hooks = await startFixtureServer({ 'POST /hook': [json(500, {}), json(200, {})] });
  key = installation.surroundings.key(teamId);
  adminKey = installation.surroundings.key(teamId, 'admin');
});

afterAll(async () => {
  await installation.stop();
  await hooks.close();
});

const analyse = (over: object = {}, as = key) =>
  gateway.analyse(as, { ioc: '1.1.1.1', type: 'ip', plugins: ['quick'], ...over });
const call = (method: string, url: string, body?: unknown, as = key) => gateway.call(method, url, { key: as, body });

describe('G09 an Idempotency-Key', () => {
  const send = (body: object, idempotencyKey: string, at = gateway) =>
    at.call('POST', path, { key, body, headers: { 'idempotency-key': idempotencyKey } });

  it('makes 20 parallel equal requests one analysis with one submission, answered the same', async () => {
    const body = { ioc: '9.9.9.9', type: 'ip', plugins: ['quick', 'sandbox'] };
    const answers = await Promise.all(
      Array.from({ length: 20 }, (_each, index) => send(body, 'twenty', index % 2 === 0 ? gateway : other)),
    );
    const [first] = answers;

    for (const answer of answers) expect([answer.status, answer.body]).toEqual([200, first?.body]);
    const id = first?.body.id ?? '';
    await gateway.ready(key, id, 'sandbox');
    expect(submissions.filter((each) => each === first?.body.pending.sandbox?.job_id)).toHaveLength(1);
    expect((await call('GET', `${path}?ioc=9.9.9.9`)).body).toMatchObject({ count: 1 });
    expect((await send(body, 'twenty')).body).toEqual(first?.body);
  });

  it('is refused for another request, and free again after one that failed', async () => {
    await send({ ioc: '9.9.9.8', type: 'ip', plugins: ['quick'] }, 'other');

    const second = await send({ ioc: '9.9.9.7', type: 'ip', plugins: ['quick'] }, 'other');
    expect([second.status, second.body.error]).toEqual([409, 'conflict']);
    expect((await send({ ioc: '9.9.9.7', type: 'ip', plugins: ['nobody'] }, 'failed')).status).toBe(400);
    expect((await send({ ioc: '9.9.9.7', type: 'ip', plugins: ['quick'] }, 'failed')).status).toBe(200);
    expect((await send({ ioc: '9.9.9.7', type: 'ip' }, 'two words')).status).toBe(400);
  });
});

describe('a verdict as of a time', () => {
  it('is the stored one as of when it was made, the same in list and export, and less for old evidence', async () => {
    const view = await analyse();
    const at = async (asOf: string) => (await call('GET', `${path}/${view.id}?as_of=${asOf}`)).body;
    const list = await call('GET', `${path}?ioc=1.1.1.1&limit=1`);
    const exported = await call('GET', `${path}/${view.id}/export?format=json&as_of=${view.as_of}`);

    expect(view).toMatchObject({ score: 85, verdict: 'suspicious' });
    expect(await at(view.as_of)).toEqual(view);
    expect(exported.body).toEqual(view);
    expect(list.body).toMatchObject({ results: [{ id: view.id, score: view.score, verdict: view.verdict }] });
    const inThreeWeeks = await at(new Date(Date.parse(view.as_of) + 21 * 86_400_000).toISOString());
    expect(inThreeWeeks.score).toBeLessThan(40);
    expect(inThreeWeeks.verdict).toBe('unknown');
    expect((await call('GET', `${path}/${view.id}?as_of=2020-01-01T00:00:00.000Z`)).status).toBe(400);
    expect((await call('GET', `${path}/${view.id}?as_of=yesterday`)).status).toBe(400);
  });

  it('does not know what was said later', async () => {
    const view = await analyse({ plugins: ['quick', 'later'] });
    later.resolve(doneWith('later'));
    await gateway.ready(key, view.id, 'later');

    const now = (await call('GET', `${path}/${view.id}`)).body;
    expect(now).toMatchObject({ score: 98, verdict: 'malicious', pending: {} });
    const then = (await call('GET', `${path}/${view.id}?as_of=${view.as_of}`)).body;
    expect(then).toMatchObject({ score: view.score, verdict: view.verdict, coverage: view.coverage });
    expect(Object.keys(then.pending)).toEqual(['later']);
  });
});

describe('an override', () => {
  it('stands beside the computed verdict for its scope and time, and can be withdrawn', async () => {
    const own = installation.surroundings.key(uuidv7());
    const view = await analyse({ ioc: '198.51.100.7' }, own);
    const made = await call(
      'POST',
      `${path}/${view.id}/override`,
      { verdict: 'benign', reason: 'Our scanner.', scope: 'cidr', applies_to: '198.51.100.0/24' },
      own,
    );

    expect([made.status, made.body]).toMatchObject([
      201,
      { verdict: 'benign', scope: 'cidr', applies_to: '198.51.100.0/24' },
    ]);
    const neighbour = await analyse({ ioc: '198.51.100.8' }, own);
    expect(neighbour).toMatchObject({
      verdict: 'suspicious',
      score: 85,
      override: { verdict: 'benign', reason: 'Our scanner.' },
    });
    expect((await analyse({ ioc: '198.51.101.8' }, own)).override).toBeNull();
    expect((await analyse({ ioc: '198.51.100.8' })).override).toBeNull();
    expect((await call('GET', '/api/v1/overrides', undefined, own)).body).toMatchObject({ count: 1 });
    const id = made.body.id;
    expect((await call('DELETE', `/api/v1/overrides/${id}`)).status).toBe(404);
    expect((await call('DELETE', `/api/v1/overrides/${id}`, undefined, own)).status).toBe(204);
    expect((await call('GET', `${path}/${view.id}`, undefined, own)).body.override).toBeNull();
    await installation.database.query(`update analysis.override set withdrawn_at = null, expires_at = now()`);
    expect((await call('GET', `${path}/${view.id}`, undefined, own)).body.override).toBeNull();
  });

  it('is each one’s own where many analyses are stored together', async () => {
    const own = installation.surroundings.key(uuidv7());
    const { id } = await analyse({ ioc: '198.51.100.7' }, own);
    const ours = { verdict: 'benign', reason: 'Ours.', scope: 'cidr', applies_to: '198.51.100.0/24' };
    expect((await call('POST', `${path}/${id}/override`, ours, own)).status).toBe(201);
    const addresses = Array.from({ length: 20 }, (_each, at) => `198.51.${String(100 + (at % 2))}.${String(at)}`);
    const views = await Promise.all(addresses.map((ioc) => analyse({ ioc }, own)));

    expect(views.map(({ canonical }) => canonical)).toEqual(addresses);
    expect(views.map(({ override }) => override?.reason ?? null)).toEqual(
      addresses.map((address) => (address.startsWith('198.51.100.') ? 'Ours.' : null)),
    );
    for (const view of views) {
      expect((await call('GET', `${path}/${view.id}`, undefined, own)).body).toEqual(view);
    }
    const [stored] = await installation.database.query<{ transactions: number }>(
      `select count(distinct xmin::text)::int as transactions from analysis.analysis where id = any($1)`,
      [views.map((view) => view.id)],
    );
    expect(stored?.transactions).toBeLessThan(views.length);
  });

  it.each([
    ['another value', 'value', '2.2.2.2'],
    ['a network that does not hold it', 'cidr', '10.0.0.0/8'],
    ['no network', 'cidr', '300.1.1.1/24'],
    ['a prefix too long', 'cidr', '1.1.1.1/33'],
    ['no scope value', 'cidr', undefined],
    ['a domain', 'domain_suffix', 'example.com'],
    ['a statement', 'cidr', "1.1.1.1/8'; drop table x"],
  ])('is refused for %s (%s)', async (_what, scope, appliesTo) => {
    const { id } = await analyse();
    const body = {
      verdict: 'benign',
      reason: 'x',
      scope,
      ...(appliesTo === undefined ? {} : { applies_to: appliesTo }),
    };

    expect((await call('POST', `${path}/${id}/override`, body)).status).toBe(400);
  });

  it('holds for the domains and URLs below a domain', async () => {
    const { id } = await analyse({ ioc: 'a.b.example.com', type: 'domain' });
    const body = { verdict: 'benign', reason: 'Ours.', scope: 'domain_suffix', applies_to: 'B.example[.]com' };
    expect((await call('POST', `${path}/${id}/override`, body)).status).toBe(201);

    expect((await analyse({ ioc: 'c.b.example.com', type: 'domain' })).override).toMatchObject({
      applies_to: 'b.example.com',
    });
    expect((await analyse({ ioc: 'notb.example.com', type: 'domain' })).override).toBeNull();
  });
});

describe('the rules of verdicts', () => {
  it('can be tried on what was analysed, changed by whoever may, and stay with what they judged', async () => {
    const own = installation.surroundings.key(uuidv7(), 'admin');
    const view = await analyse({}, own);
    const policy = (await call('GET', '/api/v1/verdict-policy', undefined, own)).body as unknown as {
      version: string;
      rules: { suspicious_from: number };
    };
    const rules = { ...policy.rules, suspicious_from: 90, malicious_from: 95 };
    const preview = await call('POST', '/api/v1/verdict-policy/preview', { rules }, own);

    expect(preview.body).toMatchObject({
      judged: 1,
      changed: 1,
      transitions: [{ from: 'suspicious', to: 'unknown', count: 1 }],
      examples: [{ analysis_id: view.id, before: { score: 85 }, after: { verdict: 'unknown', score: 85 } }],
    });
    expect((await call('PUT', '/api/v1/verdict-policy', { rules, reason: 'x' })).status).toBe(403);
    expect((await call('PUT', '/api/v1/verdict-policy', { rules: {}, reason: 'x' }, own)).status).toBe(400);
    const changed = await call('PUT', '/api/v1/verdict-policy', { rules, reason: 'Fewer alarms.' }, own);
    expect(changed.body).toMatchObject({ version: 'team-1', reason: 'Fewer alarms.' });
    expect(await analyse({}, own)).toMatchObject({ verdict: 'unknown', score: 85, policy_version: 'team-1' });
    const before = await call('GET', `${path}/${view.id}?as_of=${view.as_of}`, undefined, own);
    expect(before.body).toMatchObject({ verdict: 'suspicious', policy_version: policy.version });
    expect(await analyse()).toMatchObject({ verdict: 'suspicious', policy_version: policy.version });
  });
});

/** The text of an event stream until its end, or until it holds `enough`. */
async function eventsOf(at: Gateway, id: string, as: string, headers: Record<string, string> = {}, enough?: string) {
  return await new Promise<{ status: number; text: string }>((resolve, reject) => {
    const url = `${at.running.url}${path}/${id}/events`;
    const sent = request(url, { headers: { authorization: `Bearer ${as}`, ...headers } }, (answer) => {
      let text = '';
      const end = () => {
        resolve({ status: answer.statusCode ?? 0, text });
      };
      answer.setEncoding('utf8').on('data', (part: string) => {
        text += part;
        if (enough !== undefined && text.includes(enough)) {
          end();
          sent.destroy();
        }
      });
      answer.on('end', end).on('error', end);
    });
    sent.on('error', reject).end();
  });
}

describe('events of an analysis', () => {
  it('come on any replica as plugins end, go on behind the last that was seen, and end with the analysis', async () => {
    const { id } = await analyse({ plugins: ['quick', 'held'] });
    const begun = await eventsOf(other, id, key, {}, 'event: result');
    expect(begun.text).toMatch(/^id: 1\nevent: result\ndata: \{.*"plugin":"quick".*\}\n\n/);
    const rest = eventsOf(other, id, key, { 'last-event-id': '1' });
    await new Promise((resolve) => setTimeout(resolve, 200));
    slowly.resolve(doneWith('held'));

    const { status, text } = await rest;
    expect(status).toBe(200);
    expect(text).not.toContain('"plugin":"quick"');
    expect(text).toMatch(/id: 2\nevent: result\ndata: \{.*"plugin":"held".*\}\n\nid: 2\nevent: completed\n/);
    expect((await eventsOf(gateway, id, installation.surroundings.key(uuidv7()))).status).toBe(404);
  });

  it('end within 5 s for a key that is revoked', async () => {
    const own = installation.surroundings.key(uuidv7());
    const stuck = await installation.gateway({
      plugins: [slowPlugin('stuck', () => new Promise<SlowStep>(() => undefined))],
      role: 'api',
    });
    const { id } = await stuck.analyse(own, { ioc: '1.1.1.1', type: 'ip' });
    const startedAt = performance.now();
    const stream = eventsOf(stuck, id, own);
    await new Promise((resolve) => setTimeout(resolve, 200));
    installation.surroundings.revoke(own);
    await stream.catch(() => undefined);

    expect(performance.now() - startedAt).toBeLessThan(11_000);
  });
});

describe('a webhook', () => {
  it('is told when an analysis has all its results, signed, once, and again when it did not answer', async () => {
    const body = { webhook_url: `${hooks.url}/hook`, webhook_secret: secret };
    expect((await call('PATCH', '/api/v1/analysis-settings', body)).status).toBe(403);
    expect((await call('PATCH', '/api/v1/analysis-settings', { webhook_url: body.webhook_url }, adminKey)).status).toBe(
      400,
    );
    expect((await call('PATCH', '/api/v1/analysis-settings', body, adminKey)).body).toEqual({
      default_tlp: 'clear',
      default_pap: 'clear',
      webhook_url: body.webhook_url,
      has_webhook_secret: true,
      webhook_disabled_reason: null,
    });
    const { id } = await analyse({ plugins: ['quick', 'sandbox'] });
    const [first, second] = await until(() => Promise.resolve(hooks.requests.length >= 2 ? hooks.requests : undefined));

    const headers = second?.headers ?? {};
    expect(headers['webhook-id']).toBe(first?.headers['webhook-id']);
    const signed = `${String(headers['webhook-id'])}.${String(headers['webhook-timestamp'])}.${String(second?.body)}`;
    const keyBytes = Buffer.from(secret.slice('whsec_'.length), 'base64');
    expect(headers['webhook-signature']).toBe(`v1,${createHmac('sha256', keyBytes).update(signed).digest('base64')}`);
    expect(JSON.parse(String(second?.body))).toMatchObject({
      type: 'analysis.completed',
      data: { id, canonical: '1.1.1.1', verdict: 'malicious' },
    });
    await until(async () => {
      const rows = await installation.database.query(
        'select from analysis.webhook_message where delivered_at is not null',
      );
      return rows.length === 1 ? true : undefined;
    });
    const moved = { webhook_url: `${hooks.url}/elsewhere` };
    expect((await call('PATCH', '/api/v1/analysis-settings', moved, adminKey)).status).toBe(400);
    expect(
      (await call('PATCH', '/api/v1/analysis-settings', { webhook_url: null, default_tlp: 'amber' }, adminKey)).body,
    ).toMatchObject({
      webhook_url: null,
      has_webhook_secret: false,
    });
    expect(await analyse()).toMatchObject({ tlp: 'amber' });
  });
});

describe('an export', () => {
  it.each([
    ['stix', 'application/stix+json; version="2.1"; charset=utf-8'],
    ['csv', 'text/csv; charset=utf-8'],
    ['json', 'application/json; charset=utf-8'],
  ])('as %s has its media type and a name', async (format, type) => {
    const { id } = await analyse();
    const answer = await call('GET', `${path}/${id}/export?format=${format}`);

    expect([answer.status, answer.headers.get('content-type')]).toEqual([200, type]);
    expect(answer.headers.get('content-disposition')).toContain(`analysis-${id}`);
    expect(
      (await call('GET', `${path}/${id}/export?format=${format}`, undefined, installation.surroundings.key(uuidv7())))
        .status,
    ).toBe(404);
    expect((await call('GET', `${path}/${id}/export?format=pdf`)).status).toBe(400);
  });
});

it('retention deletes old analyses with all that hangs on them, and nothing that waits', async () => {
  const own = installation.surroundings.key(uuidv7());
  const { id } = await analyse({}, own);
  const waiting = await other.analyse(own, { ioc: '1.1.1.1', type: 'ip', plugins: ['quick'] });
  const old = '01000000-0000-7000-8000-000000000001';
  await installation.database.query(
    `update analysis.plugin_result set is_open = true, work_id = $2 where analysis_id = $1`,
    [waiting.id, uuidv7()],
  );
  await installation.database.query(
    `insert into analysis.analysis select team_id, $2, ioc, type, canonical, indicator_type, tlp, pap, queried_at,
       requested_by, verdict, score, assessment from analysis.analysis where id = $1`,
    [id, old],
  );
  await installation.database.query(`delete from analysis.work_tick`);

  await until(async () => {
    const rows = await installation.database.query('select from analysis.analysis where id = $1', [old]);
    return rows.length === 0 ? true : undefined;
  });
  expect((await call('GET', `${path}/${id}`, undefined, own)).status).toBe(200);
});
