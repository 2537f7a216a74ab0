import { randomBytes } from 'node:crypto';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { loadConfig } from '@sentrybox/config';
import type { AppName } from '@sentrybox/contracts';
import { createServiceApp } from '@sentrybox/http';
import { generateServiceKeys, messagingTransports } from '@sentrybox/messaging';
import { createLogger, systemClock } from '@sentrybox/observability';
import type { Clock } from '@sentrybox/observability';
import { testDatabase } from '@sentrybox/testing';
import type { TestDatabase } from '@sentrybox/testing';
import { IdentityModule } from '../src/app.module';
import { identityVariables } from '../src/config';
import { migrations } from '../src/migrations';
import type { Fetch } from './http-client';
import { HttpClient } from './http-client';

/** Static keys of some services, as the init step makes them. */
export function serviceKeys(...names: AppName[]) {
  const pairs = names.map((name) => [name, generateServiceKeys()] as const);
  const publicKeys = JSON.stringify(Object.fromEntries(pairs.map(([name, { publicKey }]) => [name, publicKey])));
  const privateKeys = Object.fromEntries(pairs.map(([name, { privateKey }]) => [name, privateKey]));
  return { publicKeys, privateKeyOf: (name: AppName) => privateKeys[name] ?? '' };
}

export type ServiceKeys = ReturnType<typeof serviceKeys>;

export interface IdentityAppOptions {
  readonly redisUrl: string;
  /** The spec's own. */
  readonly fetch: Fetch;
  readonly keys?: ServiceKeys;
  readonly clock?: Clock;
  /** Another replica on the database of a first one. */
  readonly sharing?: IdentityApp;
}

/** Identity as it runs, on real PostgreSQL and Redis, on a free port. */
export class IdentityApp {
  private constructor(
    readonly app: NestFastifyApplication,
    readonly database: TestDatabase,
    readonly environment: Readonly<Record<string, string>>,
    readonly http: HttpClient,
    readonly logLines: readonly string[],
    private readonly ownsDatabase: boolean,
  ) {}

  static async start({ redisUrl, fetch, keys, clock, sharing }: IdentityAppOptions): Promise<IdentityApp> {
    const database = sharing?.database ?? (await testDatabase([{ app: 'identity', migrations }]));
    const { publicKeys, privateKeyOf } = keys ?? serviceKeys('identity');
    const environment = sharing?.environment ?? {
      NODE_ENV: 'production',
      LOG_LEVEL: 'debug',
      PORT: '0',
      METRICS_PORT: '0',
      SENTRYBOX_OFFLINE: '1',
      DATABASE_URL: database.urlOf('identity'),
      DATABASE_WORK_URL: database.workUrlOf('identity'),
      REDIS_URL: redisUrl,
      SERVICE_PRIVATE_KEY: privateKeyOf('identity'),
      SERVICE_PUBLIC_KEYS: publicKeys,
      KEY_ENCRYPTION_KEYS: `k1:${randomBytes(32).toString('base64')}`,
      API_KEY_PEPPERS: `p1:${randomBytes(32).toString('base64')}`,
    };
    const config = loadConfig(identityVariables, environment);
    const logLines: string[] = [];
    const logger = createLogger({
      service: 'identity',
      version: '0.0.0',
      level: 'debug',
      destination: { write: (line: string) => void logLines.push(line) },
    });
    const app = await createServiceApp({
      app: 'identity',
      module: IdentityModule.forConfig(config),
      config,
      version: '0.0.0',
      transports: messagingTransports,
      clock: clock ?? systemClock,
      logger,
    });
    await app.listen(0, '127.0.0.1');
    const http = new HttpClient(await app.getUrl(), fetch);
    return new IdentityApp(app, database, environment, http, logLines, sharing === undefined);
  }

  async stop(): Promise<void> {
    await this.app.close();
    if (this.ownsDatabase) await this.database.drop();
  }
}
