import type { EntityClass } from '@sentrybox/database';
import { DataSource } from 'typeorm';

// Keys to other tables, checks and indexes are declared by migrations alone, so TypeORM would drop them. A primary key
// that differs is still found: by the one it would add.
const declaredByMigrations = /^(?:DROP INDEX|ALTER TABLE \S+ DROP CONSTRAINT) /;

/**
 * Asks TypeORM's schema builder what it would change in the migrated tables to make them fit the entities: tables,
 * columns, their types, defaults, nullability, primary keys. It sees neither row-level security, grants, checks,
 * foreign keys nor indexes, and cannot know whether a property's TypeScript type fits its column.
 * @param adminUrl of the owner, for example `testDatabase().adminUrl`; nothing is changed
 * @returns one statement per difference; none is the aim
 */
export async function entityFaults(adminUrl: string, entities: readonly EntityClass[]): Promise<string[]> {
  const source = new DataSource({
    type: 'postgres',
    url: adminUrl,
    entities: [...entities],
    // As libs/database has it: without these TypeORM would create an extension.
    uuidExtension: 'pgcrypto',
    installExtensions: false,
    // The schema builder asks several questions at once on one connection.
    extra: { pipeline: true },
  });
  await source.initialize();
  try {
    const { upQueries } = await source.driver.createSchemaBuilder().log();
    return upQueries.map(({ query }) => query).filter((query) => !declaredByMigrations.test(query));
  } finally {
    await source.destroy();
  }
}
