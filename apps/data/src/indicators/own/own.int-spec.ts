import { lookupIndicators } from '@sentrybox/contracts';
import { DataApp } from '../../../test/data-app';

jest.setTimeout(60_000);

const path = '/api/v1/indicators';

let data: DataApp;
let admin: string;
let keyA: string;
let keyB: string;

beforeAll(async () => {
  data = await DataApp.start(fetch);
  admin = data.callers.token(data.teamA, 'admin');
  keyA = data.callers.key(data.teamA);
  keyB = data.callers.key(data.teamB);
  await data.import(
    admin,
    await data.source(admin, { scope: 'platform', name: 'Everybody' }),
    'both.example.com\nmarked.example.com\n',
  );
});

afterAll(() => data.stop());

const add = (json: object, as = keyA) => data.call('POST', path, { as, json });
const seen = async (value: string, as?: string) =>
  (await data.call('GET', `${path}/search?q=${value}&active_only=false`, { as })).body.results;

describe('an indicator of the team’s own', () => {
  it('is there at once for the team alone, is said anew and taken back', async () => {
    const json = { value: 'hxxp://own[.]example[.]com/x', severity: 'high', tags: ['case-17'], family: 'AgentTesla' };
    const { status, body } = await add(json);
    expect([status, body]).toMatchObject([
      201,
      { value: 'http://own.example.com/x', type: 'url', scope: 'team', tlp: 'amber' },
    ]);
    expect(await seen('http://own.example.com/x', keyA)).toMatchObject([
      { severity: 'high', families: ['AgentTesla'] },
    ]);
    expect(await seen('http://own.example.com/x', keyB)).toEqual([]);
    expect((await add({ ...json, severity: 'low', tags: [] })).body).toMatchObject({
      severity: 'low',
      tags: [],
      id: body.id,
    });

    expect((await data.call('DELETE', `${path}/${body.id}`, { as: keyB })).status).toBe(404);
    expect((await data.call('DELETE', `${path}/${body.id}`, { as: keyA })).status).toBe(204);
    expect(await seen('http://own.example.com/x', keyA)).toEqual([]);
    expect((await data.call('DELETE', `${path}/${body.id}`, { as: keyA })).status).toBe(404);
  });

  it('lies over what everybody knows and leaves that where it is', async () => {
    const { body } = await add({ value: 'both.example.com', confidence: 1 });
    expect(body).toMatchObject({ scope: 'platform', sources: ['Everybody', 'Own indicators'] });
    expect((await data.call('DELETE', `${path}/${body.id}`, { as: keyA })).status).toBe(204);
    expect(await seen('both.example.com', keyA)).toMatchObject([{ sources: ['Everybody'] }]);
  });

  // G05: an address in disguise is the address that it reaches.
  it.each([
    '10.1.2.3',
    '::ffff:10.1.2.3',
    '::ffff:0a01:0203',
    '10.1.2.3:8080',
    '127.0.0.1',
    '169.254.169.254',
    '[::1]:443',
    '0.0.0.0',
    '10.0.0.0/8',
    'fe80::1',
  ])('G05 D05 is not the private address %s', async (value) => {
    expect(await add({ value })).toMatchObject({ status: 400, code: 'not_public' });
  });

  it.each([
    [{ value: 'no indicator at all' }, 'not_an_indicator'],
    [{ value: '1.2.3.4', type: 'domain' }, 'not_an_indicator'],
    [{ value: '1.2.3.4', colour: 'red' }, 'invalid_request'],
    [{ value: '1.2.3.4', tags: ['a,b'] }, 'invalid_request'],
    [{}, 'invalid_request'],
  ])('is none: %j', async (json, code) => {
    expect(await add(json)).toMatchObject({ status: 400, code });
  });

  it('needs the permission', async () => {
    expect((await add({ value: '45.1.1.1' }, data.callers.key(data.teamA, 'viewer'))).status).toBe(403);
    expect((await data.call('POST', path, { json: { value: '45.1.1.1' } })).status).toBe(401);
  });
});

describe('a false positive', () => {
  const mark = (id: string, as: string, json: object = { reason: 'Our own scanner.' }) =>
    data.call('POST', `${path}/${id}/false-positive`, { as, json });

  it('counts for nothing in its scope until the mark is gone, and says why', async () => {
    const [{ id } = { id: '' }] = await seen('marked.example.com', keyA);
    const ask = async (teamId: string) => {
      const keys = [{ type: 'domain', value: 'marked.example.com' }];
      return (await data.messages.ask(lookupIndicators, { teamId, keys })).found[0]?.sightings.length;
    };
    expect(await ask(data.teamA)).toBe(1);
    expect(await mark(id, keyA)).toMatchObject({ status: 201, body: { scope: 'team', reason: 'Our own scanner.' } });
    expect(await mark(id, keyA)).toMatchObject({ status: 409, code: 'already_marked' });

    expect(await seen('marked.example.com', keyA)).toMatchObject([
      {
        status: 'false_positive',
        score: 0,
        decayed: true,
        false_positive: { scope: 'team', reason: 'Our own scanner.' },
      },
    ]);
    const active = await data.call('GET', `${path}/search?q=marked&match=substring`, { as: keyA });
    expect(active.body.results).toEqual([]);
    expect(await ask(data.teamA)).toBe(0);
    // Nobody else is told what this team found.
    expect(await seen('marked.example.com', keyB)).toMatchObject([{ status: 'active', false_positive: null }]);
    expect(await ask(data.teamB)).toBe(1);

    const { body } = await data.call('GET', '/api/v1/false-positives', { as: keyA });
    expect(body.results).toMatchObject([{ value: 'marked.example.com', scope: 'team', reason: 'Our own scanner.' }]);
    expect((await data.call('GET', '/api/v1/false-positives', { as: keyB })).body.results).toEqual([]);
    expect((await data.call('DELETE', `${path}/${id}/false-positive`, { as: keyA })).status).toBe(204);
    expect(await seen('marked.example.com', keyA)).toMatchObject([{ status: 'active' }]);
    expect(await data.call('DELETE', `${path}/${id}/false-positive`, { as: keyA })).toMatchObject({
      code: 'not_marked',
    });
  });

  it('is said for everybody by a platform admin', async () => {
    const [{ id } = { id: '' }] = await seen('both.example.com');
    const json = { reason: 'A test site.', scope: 'platform' };
    expect(await mark(id, keyA, json)).toMatchObject({ status: 403, code: 'platform_admin_required' });
    expect((await mark(id, admin, json)).status).toBe(201);
    for (const as of [undefined, keyA, keyB]) {
      expect(await seen('both.example.com', as)).toMatchObject([{ false_positive: { scope: 'platform' } }]);
    }
    expect((await data.call('DELETE', `${path}/${id}/false-positive?scope=platform`, { as: admin })).status).toBe(204);
  });
});

describe('numbers', () => {
  it('tell strangers of what belongs to everybody, a team of its own too', async () => {
    await add({ value: '45.1.1.1' });
    const stats = async (as?: string) => (await data.call('GET', '/api/v1/stats', { as })).body;
    expect(await stats()).toMatchObject({ total_indicators: 2, indicator_types: { domain: 2 }, total_sources: 1 });
    expect(await stats(keyA)).toMatchObject({ indicator_types: { ipv4: 1 }, total_sources: 2, recent_collections: 2 });
    const { body } = await data.call('GET', '/api/v1/dashboard/threat-intel');
    expect(body).toMatchObject({ total_feeds: 1, active_feeds: 1, new_indicators: 2, trends_change: null });
  });
});
