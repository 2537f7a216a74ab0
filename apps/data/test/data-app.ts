import { randomBytes } from 'node:crypto';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { loadConfig, serviceVariables } from '@sentrybox/config';
import type { ImportView, IndicatorView } from '@sentrybox/contracts';
import { uuidv7 } from '@sentrybox/database';
import { createServiceApp } from '@sentrybox/http';
import { generateServiceKeys, Messages, messagingTransports } from '@sentrybox/messaging';
import { createLogger } from '@sentrybox/observability';
import type { Logger } from '@sentrybox/observability';
import { generousLimits, testDatabase, testRedis } from '@sentrybox/testing';
import type { TestDatabase, TestRedis } from '@sentrybox/testing';
import { DataModule } from '../src/app.module';
import { dataVariables } from '../src/config';
import { migrations } from '../src/migrations';
import { KnownCallers, StandInIdentity } from './stand-in-identity';

/** The part of `fetch` that is used; specs hand theirs in. */
export type Fetch = (
  url: string,
  init: { method: string; headers: Record<string, string>; body?: string | Uint8Array },
) => Promise<{ status: number; headers: Headers; text(): Promise<string> }>;

export interface Call {
  /** An API key or an access token. */
  readonly as?: string;
  readonly json?: unknown;
  readonly text?: string | Uint8Array;
  readonly type?: string;
}

/** Whatever a body of the data service may have; which members are there is for the spec to check. */
interface Body extends Readonly<Record<string, unknown>> {
  readonly id: string;
  readonly name: string;
  readonly count: number;
  readonly next: string | null;
  readonly results: (IndicatorView & { readonly name: string; readonly found: boolean })[];
  readonly pagination: Readonly<Record<string, unknown>> & { readonly next_cursor?: string };
  readonly details: { readonly field: string; readonly code: string }[];
}

export interface Reply {
  readonly status: number;
  readonly code: string | null;
  readonly body: Body;
}

type Role = 'all' | 'api' | 'worker';

/** Servers of the spec's own in place of those of the run, by the administrator's URL. */
export interface OwnServers {
  readonly postgresUrl?: string;
  readonly redisUrl?: string;
}

/** @param environment as a process of the service gets it */
export async function startData(environment: Readonly<Record<string, string>>, logger: Logger) {
  const config = loadConfig(dataVariables, environment);
  return await createServiceApp({
    app: 'data',
    module: DataModule.withConfig(config),
    config,
    version: '0.0.0',
    transports: messagingTransports,
    logger,
  });
}

/** The data service as it runs, on real PostgreSQL and Redis, with callers of the spec's choice. */
export class DataApp {
  readonly teamA = uuidv7();
  readonly teamB = uuidv7();

  private constructor(
    readonly app: NestFastifyApplication,
    readonly database: TestDatabase,
    readonly callers: KnownCallers,
    readonly logLines: readonly string[],
    private readonly url: string,
    private readonly fetch: Fetch,
    private readonly identity: NestFastifyApplication,
    private readonly redis: TestRedis | undefined,
    private readonly replica: (role: Role) => Promise<NestFastifyApplication>,
    /** For a worker in a process of its own. */
    readonly workerEnvironment: Readonly<Record<string, string>>,
  ) {}

  /** @param variables of the service beside those it needs */
  static async start(
    fetch: Fetch,
    role: Role = 'all',
    variables: Readonly<Record<string, string>> = {},
    servers: OwnServers = {},
  ): Promise<DataApp> {
    const [database, redis] = await Promise.all([
      testDatabase([{ app: 'data', migrations }], servers.postgresUrl),
      servers.redisUrl === undefined ? testRedis() : undefined,
    ]);
    const redisUrl = redis?.url ?? servers.redisUrl ?? '';
    const keys = { identity: generateServiceKeys(), data: generateServiceKeys() };
    const publicKeys = JSON.stringify({ identity: keys.identity.publicKey, data: keys.data.publicKey });
    const common = { SENTRYBOX_OFFLINE: '1', PORT: '0', METRICS_PORT: '0', LOG_LEVEL: 'info', ...generousLimits };
    const environment = {
      ...common,
      KEY_ENCRYPTION_KEYS: `k1:${randomBytes(32).toString('base64')}`,
      ...variables,
      SENTRYBOX_ROLE: role,
      DATABASE_URL: database.urlOf('data'),
      DATABASE_WORK_URL: database.workUrlOf('data'),
      REDIS_URL: redisUrl,
      SERVICE_PRIVATE_KEY: keys.data.privateKey,
      SERVICE_PUBLIC_KEYS: publicKeys,
    };
    const logLines: string[] = [];
    const logger = (service: string): Logger =>
      createLogger({
        service,
        version: '0.0.0',
        level: 'info',
        destination: { write: (line: string) => void logLines.push(line) },
      });
    const callers = new KnownCallers();
    const identity = await createServiceApp({
      app: 'identity',
      module: StandInIdentity.knowing(callers, {
        redisUrl,
        privateKey: keys.identity.privateKey,
        publicKeys,
      }),
      config: loadConfig(serviceVariables(0), common),
      version: '0.0.0',
      transports: messagingTransports,
      logger: logger('identity'),
    });
    const replica = (as: Role) => startData({ ...environment, SENTRYBOX_ROLE: as }, logger('data'));
    const app = await replica(role);
    await app.listen(0, '127.0.0.1');
    const worker = { ...environment, SENTRYBOX_ROLE: 'worker' };
    return new DataApp(app, database, callers, logLines, await app.getUrl(), fetch, identity, redis, replica, worker);
  }

  /** Another process of the service, as it were. Close it. */
  async startWorker(): Promise<NestFastifyApplication> {
    return await this.replica('worker');
  }

  /** Another one that answers requests; close it. @returns it and its address */
  async startReplica(): Promise<{ app: NestFastifyApplication; url: string }> {
    const app = await this.replica('api');
    await app.listen(0, '127.0.0.1');
    return { app, url: await app.getUrl() };
  }

  /** Where the service listens. */
  get address(): string {
    return this.url;
  }

  /** A body as it is. */
  async text(path: string, as?: string, headers: Record<string, string> = {}) {
    const answer = await this.fetch(`${this.url}${path}`, {
      method: 'GET',
      headers: { ...headers, ...(as === undefined ? {} : { authorization: `Bearer ${as}` }) },
    });
    return { status: answer.status, headers: answer.headers, text: await answer.text() };
  }

  /** Asks as another service does. */
  get messages(): Messages {
    return this.identity.get(Messages);
  }

  async call(method: string, path: string, { as, json, text, type }: Call = {}): Promise<Reply> {
    const headers: Record<string, string> = {};
    if (as !== undefined) headers.authorization = `Bearer ${as}`;
    if (json !== undefined) headers['content-type'] = 'application/json';
    if (type !== undefined) headers['content-type'] = type;
    const answer = await this.fetch(`${this.url}${path}`, {
      method,
      headers,
      body: json === undefined ? text : JSON.stringify(json),
    });
    const body = await answer.text();
    return {
      status: answer.status,
      code: answer.headers.get('x-error-code'),
      body: (body === '' ? {} : JSON.parse(body)) as Body, // the spec checks what it expects of it
    };
  }

  /** A source for plain lists, or as described. @returns its id */
  async source(as: string, fields: Readonly<Record<string, unknown>> = {}): Promise<string> {
    const { status, body } = await this.call('POST', '/api/v1/sources', {
      as,
      json: { name: `list ${uuidv7()}`, ...fields },
    });
    if (status !== 201) throw new Error(`The source was not created: ${JSON.stringify(body)}`);
    return body.id;
  }

  /** Imports a file and waits until that has ended. */
  async import(
    as: string,
    sourceId: string,
    text: string | Uint8Array,
    type = 'text/plain',
    deadlineMs = 60_000,
  ): Promise<ImportView> {
    const { status, body } = await this.call('POST', `/api/v1/sources/${sourceId}/import`, { as, text, type });
    if (status !== 201 && status !== 202) throw new Error(`Not accepted: ${JSON.stringify(body)}\n${this.faults()}`);
    return await until(async () => {
      const found = await this.call('GET', `/api/v1/sources/${sourceId}/imports/${body.id}`, { as });
      if (found.status === 503) return undefined; // a busy machine
      const view = found.body as unknown as ImportView;
      return view.state === 'running' ? undefined : view;
    }, deadlineMs);
  }

  /** What the services logged as errors. */
  private faults(): string {
    return this.logLines.filter((line) => line.includes('"error"')).join('');
  }

  /** Redis as after a start without its data. */
  async emptyRedis(): Promise<void> {
    if (this.redis === undefined) throw new Error('This Redis is of the spec.');
    await this.redis.flush();
  }

  async stop(): Promise<void> {
    await this.app.close();
    await this.identity.close();
    await Promise.all([this.database.drop(), this.redis?.drop()]);
  }
}

/** Polls until there is an answer. */
export async function until<T>(look: () => Promise<T | undefined>, deadlineMs = 60_000): Promise<T> {
  const deadline = performance.now() + deadlineMs;
  for (;;) {
    const found = await look();
    if (found !== undefined) return found;
    if (performance.now() > deadline) throw new Error('It did not happen in time.');
    await new Promise((resolve) => setTimeout(resolve, 25));
  }
}
