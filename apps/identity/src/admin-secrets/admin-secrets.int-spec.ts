import { randomBytes } from 'node:crypto';
import type { INestApplicationContext } from '@nestjs/common';
import type { TestInstallation } from '@sentrybox/testing';
import { testInstallation } from '@sentrybox/testing';
import { startAdmin } from '../../test/admin-context';
import { startAskingApp } from '../../test/asking-app';
import { IdentityApp } from '../../test/identity-app';
import { aKey, aSignedInPerson } from '../../test/people';
import type { IssuedKey } from '../../test/people';
import { migrations } from '../migrations';
import { SecretsService } from './secrets.service';

const secret = (id: string): string => `${id}:${randomBytes(32).toString('base64')}`;

describe('a new pepper', () => {
  const [old, fresh] = [secret('p1'), secret('p2')];
  let installation: TestInstallation;
  let after: IdentityApp;
  let admin: INestApplicationContext;
  let used: IssuedKey;
  let idle: IssuedKey;

  beforeAll(async () => {
    installation = await testInstallation([{ app: 'identity', migrations }]);
    const before = await IdentityApp.start({ installation, environment: { API_KEY_PEPPERS: old } });
    const { token } = await aSignedInPerson(before, { role: 'admin' });
    used = await aKey(before, token);
    idle = await aKey(before, token);
    const gone = await aKey(before, token);
    await before.call('DELETE', `/api/v1/service-accounts/${gone.accountId}/api-keys/${gone.id}`, { token });
    // A process that does not know the new pepper may not answer for keys any more: that is the order of a rotation.
    await before.stop();
    after = await IdentityApp.start({ installation, environment: { API_KEY_PEPPERS: `${fresh},${old}` } });
    admin = await startAdmin(installation, { API_KEY_PEPPERS: `${fresh},${old}` });
  });
  afterAll(async () => {
    await admin.close();
    await after.stop();
    await installation.drop();
  });

  const peppers = () => admin.get(SecretsService).peppers();
  const storedOf = async ({ id }: IssuedKey) =>
    (
      await installation.database.query<{ pepper_id: string; mac: string }>(
        `SELECT pepper_id, encode(mac, 'hex') AS mac FROM identity.api_key WHERE id = $1`,
        [id],
      )
    )[0];
  const isGood = async (app: IdentityApp, { key }: IssuedKey) =>
    (await app.call('GET', '/api/v1/permissions', { key })).status === 200;

  it('is counted beside the old one, revoked keys left out', async () => {
    expect(await peppers()).toEqual({ keysByPepper: { p1: 2 } });
  });

  it('I12 is what a key moves to when it is used, once, while many use it at the same time', async () => {
    const stored = await storedOf(used);
    const uses = await Promise.all(Array.from({ length: 20 }, () => isGood(after, used)));
    expect(uses).not.toContain(false);
    const moved = await storedOf(used);
    expect(moved?.pepper_id).toBe('p2');
    expect(moved?.mac).not.toBe(stored?.mac);
    expect(await isGood(after, used)).toBe(true);
    expect(await storedOf(used)).toEqual(moved);
    expect(await peppers()).toEqual({ keysByPepper: { p1: 1, p2: 1 } });
  });

  it('is for new keys', async () => {
    const { token } = await aSignedInPerson(after, { role: 'admin' });
    expect(await storedOf(await aKey(after, token))).toMatchObject({ pepper_id: 'p2' });
  });

  it('alone opens the keys that moved and none that did not', async () => {
    const last = await IdentityApp.start({ installation, environment: { API_KEY_PEPPERS: fresh } });
    try {
      expect(await isGood(last, used)).toBe(true);
      expect((await last.call('GET', '/api/v1/permissions', { key: idle.key })).status).toBe(401);
    } finally {
      await last.stop();
    }
  });

  it('makes no difference to other services, which never see what is stored', async () => {
    const other = await startAskingApp(installation);
    try {
      expect(await other.request('GET', '/api/v1/plugins', { key: used.key })).toMatchObject({ status: 200 });
    } finally {
      await other.close();
    }
  });
});

describe('the look-up of peppers', () => {
  it('is for identity alone and shows counts, no key', async () => {
    const installation = await testInstallation([{ app: 'identity', migrations }]);
    const ask = 'SELECT * FROM identity.keys_by_pepper()';
    try {
      await expect(installation.database.databaseOf('identity').query(ask)).resolves.toEqual([]);
      await expect(installation.database.databaseOf('data').query(ask)).rejects.toThrow();
    } finally {
      await installation.drop();
    }
  });
});

it('rewrapping brings every secret under the first key and says how many', async () => {
  const [old, fresh] = [secret('k1'), secret('k2')];
  const installation = await testInstallation([{ app: 'identity', migrations }]);
  const identity = await IdentityApp.start({ installation, environment: { KEY_ENCRYPTION_KEYS: old } });
  await aSignedInPerson(identity); // makes the signing key
  const admin = await startAdmin(installation, { KEY_ENCRYPTION_KEYS: `${fresh},${old}` });
  try {
    const column = 'identity.signing_key.private_sealed';
    await expect(admin.get(SecretsService).rewrap()).resolves.toEqual({
      columns: [{ column, rewrapped: 1, skipped: 0 }],
    });
    await expect(admin.get(SecretsService).rewrap()).resolves.toMatchObject({ columns: [{ column, rewrapped: 0 }] });
  } finally {
    await admin.close();
    await identity.stop();
    await installation.drop();
  }
});
