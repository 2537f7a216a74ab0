import { uuidv7 } from '@sentrybox/database';
import { tenancyFaults, testDatabase } from '@sentrybox/testing';
import type { TestDatabase } from '@sentrybox/testing';
import { migrations } from './migrations';

describe('A10 the wall between teams in schema identity', () => {
  let database: TestDatabase;
  const [red, blue] = [uuidv7(), uuidv7()];

  beforeAll(async () => {
    database = await testDatabase([{ app: 'identity', migrations }]);
    const user = uuidv7();
    await database.query(
      `INSERT INTO identity.user (id, email, full_name, password_hash, platform_role, status, must_change_password,
         created_at, updated_at) VALUES ($1, 'a@example.com', '', '-', 'viewer', 'active', false, now(), now())`,
      [user],
    );
    for (const [team, name] of [
      [red, 'red'],
      [blue, 'blue'],
    ]) {
      await database.query('INSERT INTO identity.team (id, name, created_at) VALUES ($1, $2, now())', [team, name]);
      await database.query(
        `INSERT INTO identity.membership (team_id, user_id, role, created_at) VALUES ($1, $2, 'owner', now())`,
        [team, user],
      );
      const account = uuidv7();
      await database.query(
        `INSERT INTO identity.service_account (team_id, id, name, description, role, created_at) VALUES ($1, $2, 'a', '', 'member', now())`,
        [team, account],
      );
      await database.query(
        `INSERT INTO identity.api_key (team_id, id, service_account_id, name, mac, pepper_id, prefix, last4, scopes, allowed_cidrs, created_at)
         VALUES ($1, $2, $3, 'k', decode(md5($4), 'hex'), 'p', '', '', '{}', '{}', now())`,
        [team, uuidv7(), account, name],
      );
    }
  });
  afterAll(async () => {
    await database.drop();
  });

  it('has no fault that the catalogue would show', async () => {
    const faults = await tenancyFaults((text, values) => database.query(text, values), {
      globallyUnique: ['uq_api_key__mac'],
    });
    expect(faults).toEqual([]);
  });

  it.each(['membership', 'service_account', 'api_key'])(
    'shows and changes rows of %s of the own team only',
    async (table) => {
      const door = database.databaseOf('identity');
      const teamsSeen = (): Promise<{ team_id: string }[]> => door.query(`SELECT team_id FROM identity.${table}`);
      await expect(door.inTeam(red, teamsSeen)).resolves.toEqual([{ team_id: red }]);
      await expect(door.shared(teamsSeen)).resolves.toEqual([]);
      await expect(
        door.inTeam(red, () => door.execute(`UPDATE identity.${table} SET created_at = now()`)),
      ).resolves.toBe(1);
      await expect(
        door.inTeam(red, () => door.execute(`UPDATE identity.${table} SET team_id = $1`, [blue])),
      ).rejects.toMatchObject({ code: '42501' });
    },
  );

  it('finds a key by its MAC and the teams of a user before the team is known, and nothing by anything else', async () => {
    const door = database.databaseOf('identity');
    const found = await door.query<{ team_id: string }>(
      `SELECT team_id FROM identity.find_api_key(ARRAY[decode(md5('blue'), 'hex')])`,
    );
    expect(found).toEqual([{ team_id: blue }]);
    await expect(door.query('SELECT * FROM identity.find_api_key(ARRAY[]::bytea[])')).resolves.toEqual([]);
  });
});
