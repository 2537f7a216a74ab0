import { grantTable, tenantTable } from '@sentrybox/database';
import type { Migration } from '@sentrybox/database';
import { Column, Entity, PrimaryColumn } from 'typeorm';
import { entityFaults } from './entity-faults';
import { testDatabase } from './test-database';
import type { TestDatabase } from './test-database';

@Entity({ schema: 'guardian', name: 'note' })
class Note {
  @PrimaryColumn({ name: 'team_id', type: 'uuid' })
  teamId!: string;

  @PrimaryColumn({ type: 'uuid' })
  id!: string;

  @Column({ type: 'text' })
  title!: string;

  @Column({ type: 'text', array: true })
  tags!: string[];

  @Column({ type: 'jsonb', nullable: true })
  body!: object | null;

  @Column({ type: 'smallint', default: 3 })
  rank!: number;

  @Column({ type: 'real' })
  weight!: number;

  @Column({ name: 'made_at', type: 'timestamptz', default: () => 'now()' })
  madeAt!: Date;
}

const createNotes: Migration = {
  name: '202601010000-create-notes',
  up: async (sql) => {
    await sql(`
      CREATE TABLE guardian.book (team_id uuid NOT NULL, id uuid NOT NULL, PRIMARY KEY (team_id, id));
      CREATE TABLE guardian.note (
        team_id uuid NOT NULL, id uuid NOT NULL, title text NOT NULL CHECK (length(title) > 0), tags text[] NOT NULL,
        body jsonb, rank smallint NOT NULL DEFAULT 3, weight real NOT NULL UNIQUE,
        made_at timestamptz NOT NULL DEFAULT now(), PRIMARY KEY (team_id, id), UNIQUE (team_id, title),
        FOREIGN KEY (team_id, id) REFERENCES guardian.book (team_id, id));
      CREATE UNIQUE INDEX note_title ON guardian.note (team_id, lower(title)) WHERE rank = 1;
      CREATE INDEX note_made ON guardian.note (made_at);
      ${tenantTable('guardian', 'note')}
      ${grantTable('guardian', 'note', { api: 'select, insert, update' })}`);
  },
};

const faulty: readonly (readonly [what: string, statement: string, fault: RegExp])[] = [
  ['a missing column', 'ALTER TABLE guardian.note DROP COLUMN body', /ADD "body" jsonb/],
  ['a column that no entity has', 'ALTER TABLE guardian.note ADD COLUMN extra text', /DROP COLUMN "extra"/],
  ['another type', 'ALTER TABLE guardian.note ALTER COLUMN rank TYPE bigint', /ADD "rank" smallint/],
  ['one value in place of an array', 'ALTER TABLE guardian.note ALTER COLUMN tags TYPE text', /"tags" text array/],
  ['a value that may be missing', 'ALTER TABLE guardian.note ALTER COLUMN title DROP NOT NULL', /"title" SET NOT NULL/],
  ['another default', 'ALTER TABLE guardian.note ALTER COLUMN rank SET DEFAULT 4', /"rank" SET DEFAULT '?3'?$/],
  [
    'another primary key',
    'ALTER TABLE guardian.note DROP CONSTRAINT note_pkey, ADD PRIMARY KEY (id)',
    /PRIMARY KEY \("team_id", "id"\)|PRIMARY KEY \("id", "team_id"\)/,
  ],
  ['a missing table', 'DROP TABLE guardian.note', /^CREATE TABLE "guardian"\."note"/],
];

let server: TestDatabase;

beforeEach(async () => {
  server = await testDatabase([{ app: 'guardian', migrations: [createNotes] }]);
});

afterEach(async () => {
  await server.drop();
});

test('a table with keys, checks, indexes and row-level security of its own fits an entity of the same columns', async () => {
  expect(await entityFaults(server.adminUrl, [Note])).toEqual([]);
});

test.each(faulty)('%s is found, and left as it is', async (_what, statement, fault) => {
  await server.query(statement);

  const first = await entityFaults(server.adminUrl, [Note]);

  expect(first).toContainEqual(expect.stringMatching(fault));
  expect(await entityFaults(server.adminUrl, [Note])).toEqual(first);
});
