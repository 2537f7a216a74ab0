import { matchWarninglists, warninglistsChanged } from '@sentrybox/contracts';
import type { WarninglistMatch } from '@sentrybox/contracts';
import { uuidv7 } from '@sentrybox/database';
import { Messages } from '@sentrybox/messaging';
import { DataApp, until } from '../../test/data-app';
import { builtInLists } from './built-in-lists';

const path = '/api/v1/warninglists';
const own = { name: 'Our sites', version: 3, type: 'hostname', list: ['.intra.example', 'shop.example'] };

jest.setTimeout(120_000);

let data: DataApp;
let keyA: string;
let keyB: string;

beforeAll(async () => {
  data = await DataApp.start(fetch);
  keyA = data.callers.key(data.teamA);
  keyB = data.callers.key(data.teamB);
});

afterAll(() => data.stop());

const importing = (json: unknown, as = keyA, query = '') => data.call('POST', `${path}${query}`, { as, json });

async function importedId(json: unknown, as = keyA, query = ''): Promise<string> {
  const { status, body } = await importing(json, as, query);
  expect([status, body]).toEqual([201, expect.anything()]);
  return body.id;
}

async function matchesOf(teamId: string, type: string, value: string): Promise<WarninglistMatch[]> {
  const answer = await data.messages.ask(matchWarninglists, { teamId, keys: [{ type, value }] });
  return answer.matches[0] ?? [];
}

const namesOf = async (as: string) =>
  (await data.call('GET', `${path}?limit=500`, { as })).body.results.map(({ name }) => name);

describe('importing a list', () => {
  it('answers with the list, shows it behind the built-in ones and looks it up at once', async () => {
    const { status, body } = await importing(own);

    expect([status, body]).toEqual([
      201,
      {
        id: expect.stringMatching(/^[0-9a-f-]{36}$/) as string,
        scope: 'team',
        name: 'Our sites',
        description: '',
        version: '3',
        match_type: 'hostname',
        signal: 'known_false_positive',
        entry_count: 2,
        imported_at: expect.stringMatching(/^\d{4}-\d\d-\d\dT[\d:]{8}\.\d{3}Z$/) as string,
      },
    ]);
    const listed = await data.call('GET', path, { as: keyA });
    expect(listed.body.results.at(-1)).toEqual(body);
    expect(await namesOf(keyA)).toEqual([...builtInLists.map(({ name }) => name).sort(), 'Our sites']);
    expect(await matchesOf(data.teamA, 'domain', 'www.intra.example')).toMatchObject([
      { list: 'Our sites', entry: 'intra.example', signal: 'known_false_positive' },
    ]);
  });

  it('replaces the list of the same name and keeps its id', async () => {
    const id = await importedId({ ...own, name: 'Replaced', list: ['old.example'] });
    const again = await importing({ ...own, name: 'Replaced', version: '4', list: ['new.example'] });

    expect(again.body).toMatchObject({ id, version: '4', entry_count: 1 });
    expect((await namesOf(keyA)).filter((name) => name === 'Replaced')).toHaveLength(1);
    expect(await matchesOf(data.teamA, 'domain', 'old.example')).toEqual([]);
    expect(await matchesOf(data.teamA, 'domain', 'new.example')).toHaveLength(1);
  });

  it.each([
    ['a list of networks is somebody’s infrastructure', { type: 'cidr' }, '', 'shared_infrastructure'],
    ['a list of names is known good', { type: 'string' }, '', 'known_false_positive'],
    ['the file says what it is', { type: 'cidr', category: 'False positive' }, '', 'known_false_positive'],
    ['the file names another kind', { type: 'string', category: 'Known identifier' }, '', 'shared_infrastructure'],
    ['whoever imports it says more', { type: 'cidr' }, '?signal=popular_domain', 'popular_domain'],
  ])('takes from it what standing on it means: %s', async (what, fields, query, signal) => {
    const { body } = await importing({ name: what, list: ['192.0.2.0/24'], ...fields }, keyA, query);

    expect(body).toMatchObject({ signal });
  });

  it('is on record, and so is the removal', async () => {
    const id = await importedId({ ...own, name: 'Audited' });
    await data.call('DELETE', `${path}/${id}`, { as: keyA });

    const rows = await data.database.query<{ action: string; details: object }>(
      'SELECT action, details FROM audit.event WHERE object_id = $1 ORDER BY recorded_at',
      [id],
    );
    expect(rows.map(({ action }) => action)).toEqual(['warninglist_imported', 'warninglist_deleted']);
  });

  it.each([
    ['a regular expression that looks back', { ...own, type: 'regex', list: ['/(a)\\1/'] }, 'expression_refused'],
    ['an unknown match type', { ...own, type: 'fuzzy' }, 'unsupported_match_type'],
    ['no list', { name: 'x', type: 'string' }, 'invalid_request'],
    ['an empty list', { ...own, list: [] }, 'invalid_request'],
    ['an entry that is no text', { ...own, list: [1] }, 'invalid_request'],
    ['an entry of 2,049 characters', { ...own, list: ['a'.repeat(2_049)] }, 'invalid_request'],
    ['an empty name', { ...own, name: '' }, 'invalid_request'],
    ['a name of 201 characters', { ...own, name: 'a'.repeat(201) }, 'invalid_request'],
    ['NUL in an entry', { ...own, name: 'NUL', list: ['a\u0000b'] }, 'invalid_request'],
    ['NUL in the name', { ...own, name: 'a\u0000b' }, 'invalid_request'],
    ['a list instead of an object', [own], 'invalid_request'],
  ])('refuses %s with 400', async (_what, json, code) => {
    expect(await importing(json)).toMatchObject({ status: 400, code, body: { error: 'Bad Request' } });
  });

  it.each(['?signal=harmless', '?colour=red'])('refuses the query %s with 400', async (query) => {
    expect(await importing(own, keyA, query)).toMatchObject({ status: 400, code: 'invalid_request' });
  });

  it('refuses other forms and sizes of body', async () => {
    const send = (text: string, type: string) => data.call('POST', path, { as: keyA, text, type });

    expect((await send(JSON.stringify(own), 'text/plain')).status).toBe(415);
    expect((await send('{', 'application/json')).status).toBe(400);
    expect((await send(' '.repeat(33_554_433), 'application/json')).status).toBe(413);
  });

  it('ignores fields of the foreign format that it does not use', async () => {
    expect((await importing({ ...own, name: 'More fields', icon: 'x', valid_until: null })).status).toBe(201);
  });
});

describe('who may see and change lists', () => {
  it.each([
    ['GET', path],
    ['POST', path],
    ['DELETE', `${path}/${uuidv7()}`],
  ])('answers 401 to %s %s without a credential', async (method, url) => {
    expect((await data.call(method, url)).status).toBe(401);
  });

  it('answers 403 without the permission: reading does not imply writing', async () => {
    const viewer = data.callers.key(data.teamA, 'viewer');
    const narrow = data.callers.key(data.teamA, 'admin', ['sources:write']);
    const id = await importedId({ ...own, name: 'Not theirs to remove' });

    expect((await importing(own, viewer)).status).toBe(403);
    expect((await data.call('DELETE', `${path}/${id}`, { as: viewer })).status).toBe(403);
    expect((await data.call('GET', path, { as: viewer })).status).toBe(200);
    expect((await data.call('GET', path, { as: narrow })).status).toBe(403);
    expect(await namesOf(keyA)).toContain('Not theirs to remove');
  });

  it('A08 keeps a team’s list from every other team', async () => {
    const id = await importedId({ ...own, name: 'A08 of team A', list: ['a08.example'] });

    expect(await namesOf(keyB)).not.toContain('A08 of team A');
    expect(await matchesOf(data.teamB, 'domain', 'a08.example')).toEqual([]);
    const foreign = await data.call('DELETE', `${path}/${id}`, { as: keyB });
    const unknown = await data.call('DELETE', `${path}/${uuidv7()}`, { as: keyB });
    expect([foreign.status, foreign.code]).toEqual([404, 'not_found']);
    expect({ ...foreign.body, request_id: '' }).toEqual({ ...unknown.body, request_id: '' });
    expect(await matchesOf(data.teamA, 'domain', 'a08.example')).toHaveLength(1);
    const theirs = await importedId({ ...own, name: 'A08 of team A', list: ['b.example'] }, keyB);
    expect(theirs).not.toBe(id);
    expect(await matchesOf(data.teamA, 'domain', 'b.example')).toEqual([]);
  });

  it.each(['nonsense', '%00', '..%2f..', "'; drop table data.warninglist; --"])(
    'answers 404 to the id %s, which is none',
    async (id) => {
      expect((await data.call('DELETE', `${path}/${encodeURI(id)}`, { as: keyA })).status).toBe(404);
    },
  );
});

describe('lists of the platform', () => {
  const platform = { name: 'For everybody', type: 'string', list: ['everybody.example.com'] };

  it('are imported and removed by platform admins alone, and looked up for every team and for strangers', async () => {
    const admin = data.callers.token(data.teamA, 'admin');
    expect(await importing(platform, keyA, '?scope=platform')).toMatchObject({
      status: 403,
      code: 'platform_admin_required',
    });
    const { status, body } = await importing(platform, admin, '?scope=platform');
    expect([status, body]).toMatchObject([201, { scope: 'platform', name: 'For everybody' }]);

    expect(await namesOf(keyB)).toContain('For everybody');
    expect(await matchesOf(data.teamB, 'domain', 'everybody.example.com')).toHaveLength(1);
    const page = await data.call('GET', '/api/v1/intelligence/domain/everybody.example.com');
    expect(page.body).toMatchObject({ warninglists: [{ list: 'For everybody' }] });

    const remove = (as: string) => data.call('DELETE', `${path}/${body.id}`, { as });
    expect(await remove(keyB)).toMatchObject({ status: 403, code: 'platform_admin_required' });
    expect((await remove(admin)).status).toBe(204);
    expect(await matchesOf(data.teamB, 'domain', 'everybody.example.com')).toEqual([]);
    expect((await remove(admin)).status).toBe(404);
  });
});

describe('listing', () => {
  it('pages by offset and by cursor through the same lists', async () => {
    const key = data.callers.key(uuidv7());
    for (const name of ['b', 'a', 'Z', 'ä']) await importedId({ ...own, name }, key);
    const all = await namesOf(key);
    const follow = async (first: string, next: (page: Awaited<ReturnType<typeof data.call>>) => string | undefined) => {
      const names: string[] = [];
      for (let url: string | undefined = first; url !== undefined;) {
        const page: Awaited<ReturnType<typeof data.call>> = await data.call('GET', url, { as: key });
        expect(page).toMatchObject({ status: 200, body: { count: all.length } });
        names.push(...page.body.results.map(({ name }) => name));
        url = next(page);
      }
      return names;
    };

    expect(all).toHaveLength(builtInLists.length + 4);
    expect(await follow(`${path}?limit=2`, ({ body }) => body.next ?? undefined)).toEqual(all);
    const byCursor = await follow(`${path}?limit=2`, ({ body: { pagination } }) =>
      pagination.next_cursor === undefined ? undefined : `${path}?limit=2&cursor=${pagination.next_cursor}`,
    );
    expect(byCursor).toEqual(all);
  });

  it.each(['?limit=0', '?limit=501', '?cursor=abc', '?colour=red'])('refuses %s with 400', async (query) => {
    expect(await data.call('GET', `${path}${query}`, { as: keyA })).toMatchObject({
      status: 400,
      code: 'invalid_request',
    });
  });
});

describe('the ask', () => {
  it('answers in the order asked, with what was looked through', async () => {
    const teamId = uuidv7();
    await importedId({ name: 'Two', type: 'cidr', list: ['192.0.2.0/25', 'no network'] }, data.callers.key(teamId));
    const builtIn = builtInLists.reduce((sum, { entries }) => sum + entries.length, 0);

    const answer = await data.messages.ask(matchWarninglists, {
      teamId,
      keys: [
        { type: 'ipv4', value: '192.0.2.127' },
        { type: 'ipv4', value: '1.2.3.4' },
        { type: 'ipv4', value: '192.0.2.128' },
      ],
    });

    expect(answer).toMatchObject({ listCount: builtInLists.length + 1, entryCount: builtIn + 1 });
    expect(answer.matches.map((found) => found.map(({ list }) => list).sort())).toEqual([
      ['Special-use addresses', 'Two'],
      [],
      ['Special-use addresses'],
    ]);
  });

  it('forgets what it kept when a list is announced to have changed', async () => {
    const teamId = uuidv7();
    const id = await importedId({ ...own, list: ['kept.example'] }, data.callers.key(teamId));
    expect(await matchesOf(teamId, 'domain', 'kept.example')).toHaveLength(1);

    // As another replica would: the rows change, then everybody is told.
    await data.database.query(`UPDATE data.warninglist SET entries = '{other.example}' WHERE id = $1`, [id]);
    await data.app.get(Messages).announce(warninglistsChanged, { teamId });

    await until(
      async () => ((await matchesOf(teamId, 'domain', 'other.example')).length === 1 ? true : undefined),
      5_000,
    );
    expect(await matchesOf(teamId, 'domain', 'kept.example')).toEqual([]);
  });
});
