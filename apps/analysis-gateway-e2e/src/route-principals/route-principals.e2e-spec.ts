import { randomUUID } from 'node:crypto';
import { appNames, permissionsOfTeamRole } from '@sentrybox/contracts';
import type { Permission } from '@sentrybox/contracts';
import {
  apiRoutes,
  callRoute,
  comparable,
  hasTeamId,
  nameOf,
  realIds,
  request,
  sharedStack,
  unknownParameters,
} from '@sentrybox/testing';
import type { ApiRoute } from '@sentrybox/testing';
import { endsTheTeam, realBodies, realIdRegistry } from './real-ids';
import { newKey, newTeam } from './teams';
import type { Team } from './teams';

const { urls } = sharedStack();
/** What each kind of principal of these tests may do in its team; what is left concerns the installation. */
const heldBy: Readonly<Record<string, readonly string[]>> = {
  user: permissionsOfTeamRole.owner,
  key: permissionsOfTeamRole.admin,
  nobody: ['public'],
};

jest.setTimeout(300_000);

/** The routes of all services, their own pages aside. */
async function allRoutes(): Promise<ApiRoute[]> {
  const perApp = appNames.map(async (app) =>
    apiRoutes(app, (await request(`${urls[app]}/-/${app}/openapi.json`)).body),
  );
  return (await Promise.all(perApp)).flat().filter(({ isOwnPage }) => !isOwnPage);
}

type Values = Readonly<Record<string, string>>;

/** Ids that are nobody's in the place of ids; names stay. */
const nobodys = (made: Values, names: readonly string[] = Object.keys(made)): Values =>
  Object.fromEntries(
    Object.entries(made).map(([name, value]) => {
      const isId = names.includes(name) && /^[0-9a-f-]{36}$/.test(value);
      return [name, isId ? randomUUID() : value];
    }),
  );

async function withRealBody(route: ApiRoute, team: Team): Promise<ApiRoute> {
  const make = realBodies[nameOf(route)];
  if (make === undefined || route.body === undefined) return route;
  return { ...route, body: { ...route.body, content: await make(team) } };
}

describe('every route with an id', () => {
  let routes: readonly ApiRoute[];
  let owner: Team;
  let stranger: Team;

  beforeAll(async () => {
    routes = (await allRoutes()).filter(({ parameters }) => parameters.length > 0);
    [owner, stranger] = await Promise.all([newTeam(), newTeam()]);
  });

  const strangers = (): [string, string | undefined][] => [
    ['user', stranger.user],
    ['key', stranger.key],
  ];

  /** What a stranger gets for real values must be what anybody gets for values that are nobody's: 404. */
  async function compare(route: ApiRoute, values: Values, unknown: Values): Promise<string[]> {
    const faults: string[] = [];
    const others = strangers().concat(route.access === 'public' ? [['nobody', undefined]] : []);
    for (const [kind, credential] of others) {
      const real = await callRoute(urls[route.app], route, values, credential);
      const random = await callRoute(urls[route.app], route, unknown, credential);
      const mayCall = route.access === 'public' || heldBy[kind]?.includes(route.access) === true;
      const expected = mayCall ? 404 : 403;
      if (real.status !== expected) faults.push(`${nameOf(route)} as ${kind}: ${real.status} ${real.text}`);
      if (JSON.stringify(comparable(real)) !== JSON.stringify(comparable(random))) {
        faults.push(`${nameOf(route)} as ${kind}: ${real.status} ${real.text} is not ${random.status} ${random.text}`);
      }
    }
    return faults;
  }

  it('A08 has a way to make a real one', () => {
    expect(unknownParameters(routes, realIdRegistry)).toEqual([]);
  });

  it('A08 answers another team as if there were nothing, and its own team as before', async () => {
    const faults: string[] = [];
    for (const found of routes.filter((each) => hasTeamId(each, realIdRegistry))) {
      const own = endsTheTeam(found.path) ? await newTeam() : owner;
      const route = await withRealBody(found, own);
      const values = await realIds(route, realIdRegistry, own);
      faults.push(...(await compare(route, values, nobodys(values))));
      if (heldBy['user']?.includes(route.access) !== true && route.access !== 'public') continue;
      // Without this an id that is not real at all would pass.
      const { status, text } = await callRoute(urls[route.app], route, values, own.user);
      if ([401, 403, 404].includes(status) || status >= 500) {
        faults.push(`${nameOf(route)} as its owner: ${status} ${text}`);
      }
    }

    expect(faults).toEqual([]);
  });

  it('A09 does not find what is another team’s below something of the own team', async () => {
    const faults: string[] = [];
    const nested = routes.filter((route) => hasTeamId(route, realIdRegistry) && route.parameters.length > 1);
    for (const route of nested) {
      const foreign = await realIds(route, realIdRegistry, owner);
      const own = await realIds(route, realIdRegistry, stranger);
      const last = route.parameters.at(-1) ?? '';
      if (own[last] === foreign[last]) continue; // a name, not an id
      const mixed = { ...own, [last]: foreign[last] ?? '' };
      faults.push(...(await compare(route, mixed, nobodys(mixed, [last]))));
    }

    expect(faults).toEqual([]);
  });
});

describe('every route with a permission', () => {
  it('refuses a credential that has every other permission', async () => {
    const routes = (await allRoutes()).filter(({ access }) => access !== 'public' && access !== 'authenticated');
    const team = await newTeam();
    const all = permissionsOfTeamRole.admin;
    const keys = new Map<string, string>();
    const faults: string[] = [];
    for (const route of routes) {
      const without = route.access as Permission; // not public and not authenticated
      const key =
        keys.get(without) ??
        (await newKey(
          team.user,
          all.filter((each) => each !== without),
        ));
      keys.set(without, key);
      const values = Object.fromEntries(route.parameters.map((name) => [name, randomUUID()]));
      const { status, text } = await callRoute(urls[route.app], route, values, key);
      if (status !== 403) faults.push(`${nameOf(route)}: ${status} ${text}`);
    }

    expect(faults).toEqual([]);
    expect(keys.size).toBeGreaterThan(5);
  });
});
