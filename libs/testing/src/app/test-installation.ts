import { appNames } from '@sentrybox/contracts';
import type { AppName } from '@sentrybox/contracts';
import { auditSealerRole } from '@sentrybox/database';
import type { MigrationSet } from '@sentrybox/database';
import { generateServiceKeys } from '@sentrybox/messaging';
import { randomBytes } from 'node:crypto';
import { generousLimits } from './generous-limits';
import { testDatabase } from '../database/test-database';
import type { TestDatabase } from '../database/test-database';
import { testRedis } from '../redis/test-redis';
import type { TestRedis } from '../redis/test-redis';

/** What the init step gives an installation: storage and secrets that its apps share. */
export interface TestInstallation {
  readonly database: TestDatabase;
  readonly redis: TestRedis;
  /** The environment of one app: every variable of libs/config's fragments, ports of its own choice. */
  environmentOf(app: AppName): Record<string, string>;
  /** Drops the database and gives the Redis database back; close the apps first. */
  drop(): Promise<void>;
}

/** A fresh one. @param sets the migrations of the apps that take part */
export async function testInstallation(sets: readonly MigrationSet[]): Promise<TestInstallation> {
  const [database, redis] = await Promise.all([testDatabase(sets), testRedis()]);
  const pairs = new Map(appNames.map((app) => [app, generateServiceKeys()]));
  const publicKeys = JSON.stringify(Object.fromEntries([...pairs].map(([app, { publicKey }]) => [app, publicKey])));
  const keyEncryptionKeys = `k1:${randomBytes(32).toString('base64')}`;
  const peppers = `p1:${randomBytes(32).toString('base64')}`;
  return {
    database,
    redis,
    environmentOf: (app) => ({
      NODE_ENV: 'test',
      HOST: '127.0.0.1',
      PORT: '0',
      METRICS_PORT: '0',
      SENTRYBOX_OFFLINE: '1',
      ...generousLimits,
      DATABASE_URL: database.urlOf(app),
      DATABASE_WORK_URL: database.workUrlOf(app),
      REDIS_URL: redis.urlOf(app),
      SERVICE_PRIVATE_KEY: pairs.get(app)?.privateKey ?? '',
      SERVICE_PUBLIC_KEYS: publicKeys,
      KEY_ENCRYPTION_KEYS: keyEncryptionKeys,
      API_KEY_PEPPERS: peppers,
      DATABASE_AUDIT_URL: database.urlAs(auditSealerRole),
    }),
    drop: async () => {
      await Promise.all([database.drop(), redis.drop()]);
    },
  };
}
