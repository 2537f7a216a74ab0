import { uuidv7 } from '@sentrybox/database';
import type { Database } from '@sentrybox/database';
import { fakeClock, testDatabase } from '@sentrybox/testing';
import type { TestDatabase } from '@sentrybox/testing';
import { migrations } from '../migrations';
import { candidatesOf } from './matching/candidates';
import { TeamLists } from './team-lists';
import { WarninglistsRepository } from './warninglists.repository';

const clock = fakeClock();
const [red, blue] = [uuidv7(), uuidv7()];

let server: TestDatabase;
let database: Database;
let repository: WarninglistsRepository;
let lists: TeamLists;

beforeAll(async () => {
  server = await testDatabase([{ app: 'data', migrations }]);
  database = server.databaseOf('data');
  repository = new WarninglistsRepository(database);
  lists = new TeamLists(database, repository, clock);
});

afterAll(() => server.drop());

/** As another replica would, whose announcement got lost. */
async function put(teamId: string, name: string, entries: readonly string[]): Promise<void> {
  const row = {
    id: uuidv7(),
    name,
    description: '',
    version: '1',
    matchType: 'string' as const,
    attributes: [],
    signal: null,
    entries,
    importedAt: clock.now(),
  };
  await database.inTeam(teamId, () => repository.put(teamId, row));
}

async function isListed(teamId: string, value: string): Promise<boolean> {
  const found = await lists.of(teamId);
  return found.some((index) => index.match(candidatesOf('domain', value)).length > 0);
}

it('makes up for an announcement that it missed: a new list, a change of one and its removal', async () => {
  const teamId = uuidv7();
  expect(await isListed(teamId, 'a.example')).toBe(false);

  await put(teamId, 'one', ['a.example']);
  expect(await isListed(teamId, 'a.example')).toBe(false);
  clock.advance(10_000);
  expect(await isListed(teamId, 'a.example')).toBe(true);

  await put(teamId, 'one', ['b.example']);
  clock.advance(10_000);
  expect([await isListed(teamId, 'a.example'), await isListed(teamId, 'b.example')]).toEqual([false, true]);

  await server.query('DELETE FROM data.warninglist WHERE team_id = $1', [teamId]);
  clock.advance(10_000);
  expect(await isListed(teamId, 'b.example')).toBe(false);
});

it('reads nothing again that did not change', async () => {
  const teamId = uuidv7();
  const read = jest.spyOn(repository, 'find');
  await put(teamId, 'one', ['a.example']);
  await put(teamId, 'two', ['b.example']);
  await lists.of(teamId);
  lists.distrust(teamId);
  await lists.of(teamId);
  expect(read).toHaveBeenCalledTimes(2);

  await put(teamId, 'two', ['c.example']);
  lists.distrust(teamId);
  await lists.of(teamId);
  expect(read).toHaveBeenCalledTimes(3);
  expect(await Promise.all(['a', 'b', 'c'].map((name) => isListed(teamId, `${name}.example`)))).toEqual([
    true,
    false,
    true,
  ]);
  read.mockRestore();
});

it('loads once for many questions at the same time, also when what it had is outdated', async () => {
  const teamId = uuidv7();
  await put(teamId, 'one', ['a.example']);
  const asked = jest.spyOn(repository, 'versions');
  const timesAsked = () => asked.mock.calls.filter(([asker]) => asker === teamId).length;
  await Promise.all(Array.from({ length: 20 }, () => lists.of(teamId)));
  expect(timesAsked()).toBe(1);
  await put(teamId, 'one', ['b.example']);
  clock.advance(10_000);
  await Promise.all(Array.from({ length: 20 }, () => lists.of(teamId)));
  expect(timesAsked()).toBe(2);
  asked.mockRestore();
});

it('does not keep a failure', async () => {
  const fresh = new TeamLists(database, repository, clock);
  await server.query('ALTER TABLE data.warninglist RENAME TO away');
  await expect(fresh.of(red)).rejects.toThrow();
  await server.query('ALTER TABLE data.away RENAME TO warninglist');

  await expect(fresh.of(red)).resolves.toHaveLength(3);
});

it('A10 shows and changes rows of the own team only', async () => {
  await put(red, 'red', ['a.example']);
  await put(blue, 'blue', ['b.example']);
  const names = () => database.query<{ name: string }>('SELECT name FROM data.warninglist');

  await expect(database.inTeam(red, names)).resolves.toEqual([{ name: 'red' }]);
  await expect(database.shared(names)).resolves.toEqual([]);
  await expect(
    database.inTeam(red, () => database.execute('DELETE FROM data.warninglist WHERE name = $1', ['blue'])),
  ).resolves.toBe(0);
  await expect(
    database.inTeam(red, () => database.execute('UPDATE data.warninglist SET team_id = $1', [blue])),
  ).rejects.toMatchObject({ code: '42501' });
});
