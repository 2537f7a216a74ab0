import { randomBytes } from 'node:crypto';
import { rewrapSecrets, SecretBox } from '@sentrybox/database';
import { testInstallation } from '@sentrybox/testing';
import { IdentityApp } from '../../test/identity-app';
import { aPerson, logIn } from '../../test/people';
import { migrations } from '../migrations';
import { sealedColumns } from '../sealed-columns';

const kek = (id: string): string => `${id}:${randomBytes(32).toString('base64')}`;

test('a key-encryption key is replaced under load without a failed request, and the old one is needed no more', async () => {
  const [old, fresh] = [kek('k1'), kek('k2')];
  const installation = await testInstallation([{ app: 'identity', migrations }]);
  const start = (keys: string) => IdentityApp.start({ installation, environment: { KEY_ENCRYPTION_KEYS: keys } });
  const replicas = [await start(old)];
  const [first] = replicas as [IdentityApp];
  const person = await aPerson(first);
  await logIn(first, person); // makes the signing key, under the old one
  // As an operator does it: every process can read the new key before any process writes with it.
  replicas.push(await start(`${old},${fresh}`), await start(`${fresh},${old}`));

  let isRotating = true;
  const statuses = new Set<number>();
  const load = replicas.slice(1).map(async (replica) => {
    while (isRotating) {
      const { email, password } = person;
      statuses.add((await replica.call('POST', '/api/v1/auth/login', { body: { email, password } })).status);
    }
  });
  const database = installation.database.databaseOf('identity');
  const box = SecretBox.fromKeys(`${fresh},${old}`);
  const [report] = await rewrapSecrets(database, box, sealedColumns);
  const [again] = await rewrapSecrets(database, box, sealedColumns);
  await Promise.all(replicas.slice(1).map((replica) => logIn(replica, person)));
  isRotating = false;
  await Promise.all(load);

  expect(report).toEqual({ column: 'identity.signing_key.private_sealed', rewrapped: 1, skipped: 0 });
  expect(again).toMatchObject({ rewrapped: 0 });
  expect([...statuses]).toEqual([200]);
  const last = await start(fresh);
  expect((await logIn(last, person)).token).not.toBe('');
  await Promise.all([...replicas, last].map((replica) => replica.stop()));
  await installation.drop();
});

test('every column that is named as sealed is among those that are rewrapped', async () => {
  const installation = await testInstallation([{ app: 'identity', migrations }]);
  const found = await installation.database.query<{ schema: string; table: string; column: string }>(
    `SELECT table_schema AS schema, table_name AS "table", column_name AS "column" FROM information_schema.columns
     WHERE table_schema = 'identity' AND data_type = 'text' AND column_name LIKE '%sealed' ORDER BY 2, 3`,
  );
  await installation.drop();
  expect(found).toEqual(sealedColumns);
});
