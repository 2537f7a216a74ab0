import { firstStart } from './admin-cli';
import type { FirstStart } from './admin-cli';
import { CommandFailure } from './exit-codes';
import { migrate } from './migrations';
import { phase } from './progress';
import type { Print } from './progress';
import { writeRuntime } from './runtime-file';
import { openPostgres, openRedis } from './servers';
import type { RedisInUse, ServerInUse } from './servers';
import { listenHost, serviceSpecs } from './service-spec';
import type { Installation, ServiceSpec } from './service-spec';
import { Services } from './services';
import type { StateFolder } from './state-folder';

export type Environment = Readonly<Record<string, string | undefined>>;

export interface LaunchOptions extends Pick<Installation, 'root' | 'ports' | 'secrets' | 'environment'> {
  readonly folder: StateFolder;
  readonly print: Print;
  /** Replaceable for the tests. */
  readonly steps?: Partial<LaunchSteps>;
}

export interface LaunchSteps {
  migrate: typeof migrate;
  firstStart: (installation: Installation) => Promise<FirstStart>;
  specs: (installation: Installation) => ServiceSpec[];
}

/** A running installation. */
export interface Launched {
  readonly specs: readonly ServiceSpec[];
  readonly postgres: ServerInUse;
  readonly redis: RedisInUse;
  readonly first: FirstStart;
}

const readyTimeoutMs = 120_000;

function interrupted(): CommandFailure {
  return new CommandFailure('interrupted', 'The start was interrupted.');
}

/** What has been started so far, so that it can be stopped at any point, in the reverse order. */
export class Launch {
  private readonly stops: { name: string; stop: () => Promise<void> }[] = [];
  private stopping: Promise<void> | undefined;

  constructor(private readonly options: LaunchOptions) {}

  /** @throws CommandFailure and LocalServerError; call {@link stop} afterwards in any case */
  async start(): Promise<Launched> {
    const { environment, folder, ports, print, root, secrets } = this.options;
    const { postgres, redis } = await phase(
      print,
      'bringing up PostgreSQL and Redis',
      async () => await this.openServers(),
    );
    this.checkpoint();
    const installation: Installation = {
      root,
      adminUrl: postgres.url,
      redisUrl: redis.url,
      hasRedisUsers: redis.hasUsers,
      secrets,
      ports,
      environment,
    };
    const steps: LaunchSteps = { migrate, firstStart, specs: serviceSpecs, ...this.options.steps };
    await phase(print, 'migrating the database', async () => {
      await steps.migrate({ root, adminUrl: postgres.url, rolePasswords: secrets.rolePasswords, print });
    });
    this.checkpoint();
    const specs = steps.specs(installation);
    const describe = (): void => {
      this.writeRuntime(postgres, redis, services);
    };
    const services = new Services({
      specs,
      cwd: root,
      logFolder: folder.logs,
      print,
      onChange: describe,
      readyTimeoutMs,
    });
    await this.own('services', async () => {
      await services.stop();
    });
    const first = await phase(print, `starting ${specs.length} services`, async () => {
      const [created] = await Promise.all([steps.firstStart(installation), services.start()]);
      return created;
    });
    this.checkpoint();
    return { specs, postgres, redis, first };
  }

  /** Services first, then the servers they use. Safe to call at any time, also twice. */
  async stop(): Promise<void> {
    this.stopping ??= this.stopAll();
    await this.stopping;
  }

  private async stopAll(): Promise<void> {
    for (const { name, stop } of this.stops.reverse()) {
      await phase(this.options.print, `stopping ${name}`, stop);
    }
  }

  private async openServers(): Promise<{ postgres: ServerInUse; redis: RedisInUse }> {
    const { environment, folder, print, secrets } = this.options;
    const say: Print = (line) => {
      print(`  ${line}`);
    };
    const open = async <S extends ServerInUse>(name: string, server: Promise<S>): Promise<S> => {
      const opened = await server;
      await this.own(name, opened.stop);
      say(opened.description);
      return opened;
    };
    // Both are awaited even if one fails: the other must be known to stop().
    const [redis, postgres] = await Promise.allSettled([
      open('Redis', openRedis(folder, environment['REDIS_URL'], secrets.redisPasswords, say)),
      open('PostgreSQL', openPostgres(folder, environment['DATABASE_URL'], say)),
    ]);
    if (postgres.status === 'rejected') throw postgres.reason;
    if (redis.status === 'rejected') throw redis.reason;
    return { postgres: postgres.value, redis: redis.value };
  }

  /** What came up after the stop had begun is stopped at once. */
  private async own(name: string, stop: () => Promise<void>): Promise<void> {
    if (this.stopping === undefined) {
      this.stops.push({ name, stop });
      return;
    }
    await stop();
    throw interrupted();
  }

  private checkpoint(): void {
    if (this.stopping !== undefined) throw interrupted();
  }

  private writeRuntime(postgres: ServerInUse, redis: RedisInUse, services: Services): void {
    if (this.stopping !== undefined) return;
    writeRuntime(this.options.folder, {
      pid: process.pid,
      host: listenHost(this.options.environment),
      postgres: { url: postgres.url, description: postgres.description, pid: postgres.pid() },
      redis: { url: redis.url, hasUsers: redis.hasUsers, description: redis.description, pid: redis.pid() },
      services: services.all.map(({ pid, spec }) => ({
        name: spec.name,
        pid,
        http: spec.ports.http,
        metrics: spec.ports.metrics,
      })),
    });
  }
}
