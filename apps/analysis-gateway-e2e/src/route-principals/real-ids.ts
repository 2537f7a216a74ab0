import { randomUUID } from 'node:crypto';
import { Client } from 'pg';
import type { AppName } from '@sentrybox/contracts';
import { request, sharedStack } from '@sentrybox/testing';
import type { HttpAnswer, IdRegistry } from '@sentrybox/testing';
import { newPerson } from './teams';
import type { Team } from './teams';

const { urls, databaseUrl } = sharedStack();

/**
 * How to make a real value for each path parameter of each service: the one place to add to when a route with a new
 * parameter is made. The key is the service and the path up to the parameter; `make` gets a team and the values of the
 * parameters before it and returns the value. `everybodys` is for values that belong to no team.
 */
export const realIdRegistry: IdRegistry<Team> = {
  // Keys that sign tokens are the platform's; one that never was, so that no test revokes the real one.
  'identity /api/v1/signing-keys/{kid}': { everybodys: 'no-such-key' },
  'analysis-gateway /-/analysis-gateway/work/{id}': { make: async (team) => await workOf('analysis', team, analysis) },
  'analysis-gateway /api/v1/analysis/{id}': { make: async (team) => idOf(await analysis(team)) },
  'analysis-gateway /api/v1/analysis/{id}/pending/{plugin}': { everybodys: 'lookalikes' },
  'analysis-gateway /api/v1/overrides/{id}': { make: async (team) => idOf(await override(team)) },
  'analysis-gateway /api/v1/plugins/{name}': { everybodys: 'virustotal' },

  'data /-/data/work/{id}': { make: async (team) => await workOf('data', team, deletedSource) },
  'data /api/v1/indicators/{id}': { make: async (team) => await indicatorId(team) },
  'data /api/v1/exports/{format}': { everybodys: 'ndjson' },
  'data /api/v1/intelligence/ip/{ip}': { everybodys: 'imported.example.com' },
  'data /api/v1/intelligence/domain/{domain}': { everybodys: 'example.com' },
  'data /api/v1/intelligence/hash/{hash}': { everybodys: 'd41d8cd98f00b204e9800998ecf8427e' },
  'data /api/v1/intelligence/url/{url}': { everybodys: encodeURIComponent('http://example.com/') },
  'data /api/v1/feed-catalogue/{feed_id}': { everybodys: 'cert-pl' },
  'data /api/v1/sources/{id}': { make: async (team) => await collectedSource(team) },
  'data /api/v1/sources/{id}/imports/{import_id}': {
    make: async (team, { id = '' }) => idOf(await importInto(team, id, 'imported.example.com')),
  },
  'data /api/v1/warninglists/{id}': { make: async (team) => await warninglistId(team) },

  'identity /api/v1/service-accounts/{id}': { make: async (team) => idOf(await serviceAccount(team)) },
  'identity /api/v1/service-accounts/{id}/api-keys/{keyId}': {
    make: async (team, { id = '' }) => idOf(await apiKey(team, id)),
  },
  'identity /api/v1/teams/{id}': { make: ({ id }) => Promise.resolve(id) },
  'identity /api/v1/teams/{id}/invitations/{invitationId}': { make: async (team) => idOf(await invitation(team)) },
  'identity /api/v1/teams/{id}/members/{userId}': { make: ({ userId }) => Promise.resolve(userId) },
  'identity /api/v1/users/{id}': { make: ({ userId }) => Promise.resolve(userId) },
};

/** Routes that take or change the whole team: each of them gets a team of its own. */
export const endsTheTeam = (path: string): boolean => path.startsWith('/api/v1/teams/{id}');

const anOverride = { verdict: 'benign', reason: 'One of our own.' };

/** Bodies for routes whose example names something that has to exist. The key is the route. */
export const realBodies: Readonly<Record<string, (team: Team) => Promise<unknown>>> = {
  'analysis-gateway POST /api/v1/analysis/{id}/override': () => Promise.resolve(anOverride),
  'identity POST /api/v1/teams/{id}/members': async () => ({ user_id: await newPerson(), role: 'member' }),
};

const call = async (app: AppName, path: string, team: Team, body?: unknown): Promise<HttpAnswer> =>
  await ok(path, request(`${urls[app]}/api/v1${path}`, { body, credential: team.user }));

async function ok(what: string, answering: Promise<HttpAnswer>): Promise<HttpAnswer> {
  const answer = await answering;
  if (answer.status >= 400) throw new Error(`${what} answered ${answer.status}: ${JSON.stringify(answer.body)}`);
  return answer;
}

/** `id` of the answer, inside identity's envelope or not. */
function idOf({ body }: HttpAnswer): string {
  const { data, id } = body as { data?: { id?: string }; id?: string };
  const found = data?.id ?? id;
  if (found === undefined) throw new Error(`There is no id in ${JSON.stringify(body)}`);
  return found;
}

const analysis = (team: Team) =>
  call('analysis-gateway', '/analysis', team, {
    ioc: `${randomUUID()}.example.com`,
    type: 'domain',
    plugins: ['lookalikes'],
  });

async function override(team: Team): Promise<HttpAnswer> {
  return await call('analysis-gateway', `/analysis/${idOf(await analysis(team))}/override`, team, anOverride);
}

const source = (team: Team) => call('data', '/sources', team, { name: randomUUID() });

/** One whose list is to be fetched; without a network it never is. */
async function collectedSource(team: Team): Promise<string> {
  const id = idOf(await source(team));
  const url = `${urls.data}/api/v1/sources/${id}/collection`;
  await ok(url, request(url, { method: 'PUT', body: { url: 'https://lists.example/a.txt' }, credential: team.user }));
  return id;
}

async function importInto(team: Team, sourceId: string, line: string): Promise<HttpAnswer> {
  const url = `${urls.data}/api/v1/sources/${sourceId}/import`;
  const headers = { 'content-type': 'text/plain' };
  const accepted = await ok(url, request(url, { method: 'POST', body: `${line}\n`, headers, credential: team.user }));
  const id = idOf(accepted);
  await until(async () => {
    const { body } = await call('data', `/sources/${sourceId}/imports/${id}`, team);
    return (body as { state: string }).state === 'running' ? undefined : true;
  });
  return accepted;
}

/** An indicator that only the team itself added. */
async function indicatorId(team: Team): Promise<string> {
  return idOf(await call('data', '/indicators', team, { value: `${randomUUID()}.example.com` }));
}

async function warninglistId(team: Team): Promise<string> {
  const name = randomUUID();
  await call('data', '/warninglists', team, { name, type: 'hostname', list: ['only.example.com'] });
  const { body } = await call('data', '/warninglists?limit=500', team);
  const found = (body as { results: { id: string | null; name: string }[] }).results.find((list) => list.name === name);
  if (found?.id == null) throw new Error('The imported list is not listed.');
  return found.id;
}

async function deletedSource(team: Team): Promise<void> {
  const id = idOf(await source(team));
  const url = `${urls.data}/api/v1/sources/${id}`;
  await ok(url, request(url, { method: 'DELETE', credential: team.user }));
}

/** The newest work of a team: no route that the team may call shows its id. */
async function workOf(schema: 'analysis' | 'data', team: Team, start: (team: Team) => Promise<unknown>) {
  await start(team);
  const client = new Client({ connectionString: databaseUrl });
  await client.connect();
  try {
    const sql = `select id from ${schema}.work where team_id = $1 order by created_at desc limit 1`;
    const { rows } = await client.query<{ id: string }>(sql, [team.id]);
    return rows[0]?.id ?? '';
  } finally {
    await client.end();
  }
}

const invitation = (team: Team) =>
  call('identity', `/teams/${team.id}/invitations`, team, { email: `${randomUUID()}@e2e.example`, role: 'member' });

const serviceAccount = (team: Team) => call('identity', '/service-accounts', team, { name: randomUUID() });

const apiKey = (team: Team, accountId: string) =>
  call('identity', `/service-accounts/${accountId}/api-keys`, team, { name: randomUUID(), scopes: ['plugins:read'] });

async function until<T>(read: () => Promise<T | undefined>): Promise<T> {
  const deadline = Date.now() + 30_000;
  for (;;) {
    const value = await read();
    if (value !== undefined) return value;
    if (Date.now() > deadline) throw new Error('It did not happen within 30 s.');
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}
