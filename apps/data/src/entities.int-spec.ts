import { entityFaults, testDatabase } from '@sentrybox/testing';
import { entities } from './entities';
import { migrations } from './migrations';

// Row-level security, checks, foreign keys and indexes are not for entities to know: tenancy.int-spec.ts looks at the wall.
it('maps each entity to the table that the migrations make', async () => {
  const database = await testDatabase([{ app: 'data', migrations }]);
  try {
    expect(await entityFaults(database.adminUrl, entities)).toEqual([]);
  } finally {
    await database.drop();
  }
});
