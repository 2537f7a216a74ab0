import { messagingTransports } from '@sentrybox/messaging';
import type { Clock } from '@sentrybox/observability';
import { startApp, testInstallation } from '@sentrybox/testing';
import type { RunningApp, TestDatabase, TestInstallation, TestRequest } from '@sentrybox/testing';
import { IdentityModule } from '../src/app.module';
import { identityVariables } from '../src/config';
import type { IdentityConfig } from '../src/config';
import { migrations } from '../src/migrations';

/** What bodies of identity are made of; which members are there is for the spec to check. */
interface Body {
  readonly data: Readonly<Record<string, string>>;
  readonly pagination?: Readonly<Record<string, number | string>>;
  readonly status?: string;
  readonly error?: string;
  readonly message?: string;
}

export interface Reply {
  readonly status: number;
  readonly headers: Headers;
  /** Null for an answer without a body. */
  readonly body: Body | null;
}

export interface IdentityAppOptions {
  readonly clock?: Clock;
  /** Default: a new one, which goes with the app. */
  readonly installation?: TestInstallation;
  /** Beside what the installation sets. */
  readonly environment?: Readonly<Record<string, string>>;
}

/** Identity as it runs, on real PostgreSQL and Redis, on a free port. */
export class IdentityApp {
  private constructor(
    readonly installation: TestInstallation,
    readonly running: RunningApp,
    private readonly ownsInstallation: boolean,
  ) {}

  static async start({ clock, installation, environment }: IdentityAppOptions = {}): Promise<IdentityApp> {
    const used = installation ?? (await testInstallation([{ app: 'identity', migrations }]));
    const running = await startApp(
      {
        app: 'identity',
        variables: identityVariables,
        module: (config: IdentityConfig) => IdentityModule.forConfig(config),
        transports: messagingTransports,
      },
      { ...used.environmentOf('identity'), ...environment },
      { clock },
    );
    return new IdentityApp(used, running, installation === undefined);
  }

  get database(): TestDatabase {
    return this.installation.database;
  }

  async call(method: string, path: string, request: TestRequest = {}): Promise<Reply> {
    const { status, headers, body } = await this.running.request(method, path, request);
    return { status, headers, body: typeof body === 'object' ? (body as Body | null) : null };
  }

  async stop(): Promise<void> {
    await this.running.close();
    if (this.ownsInstallation) await this.installation.drop();
  }
}
