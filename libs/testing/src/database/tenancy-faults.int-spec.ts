import { grantTable, lookupFunction, tenantTable } from '@sentrybox/database';
import type { Migration } from '@sentrybox/database';
import { testDatabase } from './test-database';
import type { TestDatabase } from './test-database';
import { tenancyFaults } from './tenancy-faults';

const sound: Migration = {
  name: '202601010000-create-cases',
  up: async (sql) => {
    await sql(`
      CREATE TABLE guardian.case (
        id uuid PRIMARY KEY, team_id uuid NOT NULL, digest bytea NOT NULL, body jsonb, UNIQUE (team_id, id));
      CREATE TABLE guardian.step (
        id uuid PRIMARY KEY, team_id uuid NOT NULL, case_id uuid NOT NULL, name text NOT NULL, UNIQUE (team_id, name),
        FOREIGN KEY (team_id, case_id) REFERENCES guardian.case (team_id, id));
      CREATE TABLE guardian.feed (id uuid PRIMARY KEY, name text UNIQUE);
      ${tenantTable('guardian', 'case')}
      ${tenantTable('guardian', 'step')}
      ${grantTable('guardian', 'case', { api: 'select, insert, update (body), delete' })}
      ${grantTable('guardian', 'step', { api: 'select, insert' })}
      ${grantTable('guardian', 'feed', { api: 'select' })}
      CREATE VIEW guardian.open_case WITH (security_invoker = true) AS SELECT id FROM guardian.case;
      GRANT SELECT ON guardian.open_case TO guardian_api;
      ${lookupFunction({
        schema: 'guardian',
        name: 'case_of_digest',
        args: 'wanted bytea',
        returns: 'TABLE (id uuid, team_id uuid)',
        body: 'SELECT c.id, c.team_id FROM guardian.case c WHERE c.digest = wanted',
        reads: ['case'],
      })}`);
  },
};

const expected: readonly (readonly [what: string, statement: string, undo: string, fault: RegExp])[] = [
  [
    'a table without row-level security',
    'CREATE TABLE guardian.a (id uuid PRIMARY KEY, team_id uuid NOT NULL)',
    'DROP TABLE guardian.a',
    /^guardian\.a has a team but no enabled and forced/,
  ],
  [
    'row-level security that the owner escapes',
    'ALTER TABLE guardian.case NO FORCE ROW LEVEL SECURITY',
    'ALTER TABLE guardian.case FORCE ROW LEVEL SECURITY',
    /^guardian\."case" has a team but no enabled and forced/,
  ],
  [
    'a policy that checks reads only',
    `CREATE POLICY p ON guardian.step FOR ALL TO guardian_api USING (team_id = current_setting('app.team_id')::uuid)`,
    'DROP POLICY p ON guardian.step',
    /^guardian\.step: policy p says USING without WITH CHECK/,
  ],
  [
    'a policy for everybody',
    'CREATE POLICY p ON guardian.step FOR SELECT USING (true)',
    'DROP POLICY p ON guardian.step',
    /^guardian\.step: policy p opens other teams' rows to an api role/,
  ],
  [
    'a grant that no policy covers',
    `DROP POLICY tenant ON guardian.step;
     CREATE POLICY tenant ON guardian.step FOR SELECT USING (team_id = current_setting('app.team_id')::uuid)`,
    `DROP POLICY tenant ON guardian.step;
     CREATE POLICY tenant ON guardian.step USING (team_id = current_setting('app.team_id')::uuid)
       WITH CHECK (team_id = current_setting('app.team_id')::uuid)`,
    /^guardian\.step: guardian_api may INSERT but no policy covers it$/,
  ],
  [
    'a partition that is open',
    'GRANT SELECT ON audit.event_default TO data_work',
    'REVOKE SELECT ON audit.event_default FROM data_work',
    /^audit\.event_default is a partition that data_work may SELECT/,
  ],
  [
    'content in the hands of the work role',
    'GRANT SELECT ON guardian.case TO guardian_work',
    'REVOKE SELECT ON guardian.case FROM guardian_work',
    /^guardian\."case": guardian_work reads the content in body/,
  ],
  [
    'a view that runs as its owner',
    'CREATE VIEW guardian.v AS SELECT id FROM guardian.case',
    'DROP VIEW guardian.v',
    /^guardian\.v is a view without security_invoker/,
  ],
  [
    'a stored copy',
    'CREATE MATERIALIZED VIEW guardian.m AS SELECT team_id FROM guardian.case',
    'DROP MATERIALIZED VIEW guardian.m',
    /^guardian\.m stores rows of teams/,
  ],
  [
    'a function with the power of a superuser',
    `CREATE FUNCTION guardian.f() RETURNS bigint LANGUAGE sql SECURITY DEFINER AS 'SELECT count(*) FROM guardian.case'`,
    'DROP FUNCTION guardian.f',
    /^guardian\.f\(\) runs with its owner's rights, which pass row-level security/,
  ],
  [
    'a function that anybody may call',
    'GRANT EXECUTE ON FUNCTION guardian.case_of_digest TO PUBLIC',
    'REVOKE EXECUTE ON FUNCTION guardian.case_of_digest FROM PUBLIC',
    /^guardian\.case_of_digest\(bytea\) runs with its owner's rights and anybody may call it/,
  ],
  [
    'another app’s table',
    'GRANT SELECT (id) ON guardian.feed TO tools_api',
    'REVOKE SELECT (id) ON guardian.feed FROM tools_api',
    /^tools_api may use guardian\.feed of another app/,
  ],
  [
    'a key past the team',
    'ALTER TABLE guardian.step ADD CONSTRAINT k FOREIGN KEY (case_id) REFERENCES guardian.case (id)',
    'ALTER TABLE guardian.step DROP CONSTRAINT k',
    /^guardian\.step: foreign key k does not include the team/,
  ],
  [
    'a unique value across teams',
    'CREATE UNIQUE INDEX u ON guardian.step (name)',
    'DROP INDEX guardian.u',
    /^guardian\.step: unique index guardian\.u spans teams/,
  ],
  [
    'an owner among the roles',
    'ALTER TABLE guardian.feed OWNER TO guardian_api',
    'ALTER TABLE guardian.feed OWNER TO CURRENT_USER',
    /^guardian_api owns guardian\.feed/,
  ],
];

let server: TestDatabase;

beforeAll(async () => {
  server = await testDatabase([{ app: 'guardian', migrations: [sound] }]);
});

afterAll(async () => {
  await server.drop();
});

const faults = (globallyUnique: string[] = []) =>
  tenancyFaults((text, values) => server.query(text, values), { globallyUnique });

test('A10 a sound schema, the audit log and all roles have no fault', async () => {
  expect(await faults()).toEqual([]);
});

test.each(expected)('A10 %s is found', async (_what, statement, undo, fault) => {
  await server.query(statement);
  const found = await faults();
  await server.query(undo);

  expect(found).toContainEqual(expect.stringMatching(fault));
});

test('A10 after all of these are undone there is no fault left', async () => {
  expect((await faults()).filter((fault) => !fault.includes('guardian.feed'))).toEqual([]);
});

test('A10 a unique index that is named as an exception is none', async () => {
  await server.query('CREATE UNIQUE INDEX case_digest ON guardian.case (digest)');

  expect(await faults()).toHaveLength(1);
  expect(await faults(['case_digest'])).toEqual([]);
  await server.query('DROP INDEX guardian.case_digest');
});

test('A10 a look-up function finds one row across teams, and its tables stay closed', async () => {
  const teamId = '0192f0c1-0000-7000-8000-00000000000a';
  await server.query(`INSERT INTO guardian.case (id, team_id, digest) VALUES (gen_random_uuid(), $1, '\\x01')`, [
    teamId,
  ]);
  const database = server.databaseOf('guardian');

  const found = await database.query<{ team_id: string }>(`SELECT team_id FROM guardian.case_of_digest('\\x01')`);

  expect(found).toEqual([{ team_id: teamId }]);
  expect(await database.query('SELECT id FROM guardian.case')).toEqual([]);
  await expect(server.databaseOf('tools').query(`SELECT guardian.case_of_digest('\\x01')`)).rejects.toMatchObject({
    code: '42501',
  });
});
