import { DatabaseError } from 'pg';

import { describeDatabase, isSetUp, sequencesOf, tablesOf } from './catalogue';
import { connected } from './connected';
import type { BackupPart, JsonPart } from './records';
import { nameOf, prepareSession, tableData } from './table-data';
import { CommandFailure } from '../launcher/exit-codes';

/** What a backup holds besides the database. */
export interface Belongings {
  /** Content of `secrets.json`. */
  readonly secrets: unknown;
  readonly environment: Readonly<Record<string, string>>;
  readonly createdAt: Date;
}

const insufficientPrivilege = '42501';

/**
 * Everything of one moment, while the services go on working: one snapshot, in which nothing waits for anybody. Migrations
 * wait for its end, because it holds every table against being changed in form.
 * @param adminUrl a superuser's, or the owner's with BYPASSRLS: anybody else would not see all rows, and fails
 * @throws CommandFailure `usage`
 */
export async function* dumpDatabase(adminUrl: string, belongings: Belongings): AsyncGenerator<BackupPart> {
  const { client, close } = await connected(adminUrl);
  try {
    await prepareSession(client);
    if (!(await isSetUp(client)))
      throw new CommandFailure('usage', 'The database holds no Sentrybox: nothing to save.');
    await client.query('BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY');
    const tables = await tablesOf(client);
    await client.query(`LOCK TABLE ${tables.map(nameOf).join(', ')} IN ACCESS SHARE MODE`);
    yield* head(belongings, await describeDatabase(client));
    for (const table of tables) {
      const { part, schema, table: name, columns } = table;
      yield { part, schema, table: name, columns };
      const rows = tableData(client, table);
      for (;;) {
        const next = await rows.next();
        if (next.done === true) {
          yield next.value;
          break;
        }
        yield { part: 'data', data: next.value };
      }
    }
    yield { part: 'sequences', sequences: await sequencesOf(client) };
    yield { part: 'end', tables: tables.length };
  } catch (error) {
    if (!(error instanceof DatabaseError) || error.code !== insufficientPrivilege) throw error;
    throw new CommandFailure(
      'usage',
      'The role of DATABASE_URL does not see every row: a backup needs a superuser, or a role with BYPASSRLS.',
      { cause: error },
    );
  } finally {
    await close();
  }
}

function head(
  { secrets, environment, createdAt }: Belongings,
  database: Awaited<ReturnType<typeof describeDatabase>>,
): JsonPart[] {
  return [
    { part: 'manifest', createdAt: createdAt.toISOString(), ...database },
    { part: 'secrets', content: secrets },
    { part: 'configuration', environment },
  ];
}
