import type { AnalysisView, PluginResult } from '@sentrybox/contracts';
import { messagingTransports } from '@sentrybox/messaging';
import { startApp, testInstallation } from '@sentrybox/testing';
import type { RunningApp, TestDatabase, TestInstallation, TestRequest } from '@sentrybox/testing';
import { GatewayModule } from '../src/app.module';
import { gatewayVariables } from '../src/config';
import type { GatewayConfig } from '../src/config';
import { gatewayHealthPage } from '../src/gateway-health-page';
import { migrations } from '../src/migrations';
import { platformPlugins, PluginsModule } from '../src/plugins';
import type { Plugin } from '../src/plugins';
import { doomedGatewayProcess, startGatewayProcess } from './gateway-processes';
import type { GatewayProcess } from './gateway-processes';
import type { Death } from './kills/kill-points';
import { startStandIn, Surroundings } from './stand-in-services';

/** Members of the gateway's bodies; which are there is for the spec to check. */
interface Body extends AnalysisView {
  readonly error: string;
  readonly detail: string;
  readonly status: string;
  readonly result: PluginResult;
}

interface GatewayOptions {
  /** Instead of the platform's own. */
  readonly plugins?: readonly Plugin[];
  readonly role?: 'all' | 'api' | 'worker';
  /** Variables that are not set. */
  readonly without?: readonly string[];
  /** Variables beside the installation's. */
  readonly environment?: Readonly<Record<string, string>>;
}

export class Gateway {
  constructor(readonly running: RunningApp) {}

  async call(method: string, path: string, request: TestRequest = {}) {
    const { status, headers, body } = await this.running.request(method, path, request);
    return { status, headers, body: body as Body }; // the spec checks what it expects of it
  }

  /** @throws when the analysis was not accepted */
  async analyse(key: string, body: object): Promise<AnalysisView> {
    const answer = await this.call('POST', '/api/v1/analysis', { key, body });
    if (answer.status !== 200) throw new Error(JSON.stringify(answer.body));
    return answer.body;
  }

  /** The result of a slow plugin, as soon as there is one. */
  async ready(key: string, id: string, plugin: string): Promise<PluginResult> {
    return await until(async () => {
      const { status, body } = await this.call('GET', `/api/v1/analysis/${id}/pending/${plugin}`, { key });
      if (status !== 200 && status !== 202) throw new Error(JSON.stringify(body));
      return status === 200 ? body.result : undefined;
    });
  }
}

/** Gateways on one PostgreSQL and one Redis, real both, with identity and data played by the spec. */
export class GatewayInstallation {
  readonly surroundings = new Surroundings();
  private readonly open: RunningApp[] = [];
  private readonly processes: GatewayProcess[] = [];

  private constructor(private readonly installation: TestInstallation) {}

  /** @param isAlone nobody answers for identity and data */
  static async start({ isAlone = false } = {}): Promise<GatewayInstallation> {
    const installation = new GatewayInstallation(await testInstallation([{ app: 'analysis-gateway', migrations }]));
    if (isAlone) return installation;
    await installation.standIn('identity');
    await installation.standIn('data');
    return installation;
  }

  get database(): TestDatabase {
    return this.installation.database;
  }

  /** The administrator's, for looking and arranging. */
  get redisUrl(): string {
    return this.installation.redis.url;
  }

  /** What every gateway is configured with. */
  get environment(): Readonly<Record<string, string>> {
    return this.installation.environmentOf('analysis-gateway');
  }

  async standIn(app: 'identity' | 'data'): Promise<RunningApp> {
    const running = await startStandIn(app, this.surroundings, this.installation);
    this.open.push(running);
    return running;
  }

  async gateway({ plugins, role = 'all', without = [], environment: stated }: GatewayOptions = {}): Promise<Gateway> {
    const environment = { ...this.environment, SENTRYBOX_ROLE: role, ...stated };
    const running = await startApp(
      {
        app: 'analysis-gateway',
        variables: await gatewayVariables(),
        module: (config: GatewayConfig) =>
          GatewayModule.withConfig(config, plugins && PluginsModule.withConfig(config, { plugins, failures: [] })),
        transports: messagingTransports,
        health: gatewayHealthPage(plugins === undefined ? (await platformPlugins()).failures : []),
      },
      Object.fromEntries(Object.entries(environment).filter(([name]) => !without.includes(name))),
    );
    this.open.push(running);
    return new Gateway(running);
  }

  /** One in a process of its own, whose plugins ask a server of the spec: see source-plugins.ts. */
  async process(role: 'all' | 'api' | 'worker', sourceUrl: string): Promise<GatewayProcess> {
    const environment = { ...this.environment, SENTRYBOX_ROLE: role };
    const started = await startGatewayProcess({ environment, sourceUrl });
    this.processes.push(started);
    return started;
  }

  /** A worker in a process of its own that is killed at the point, or after so many milliseconds; resolves when it is dead. */
  async killedWorker(sourceUrl: string, death: Death | number): Promise<void> {
    const environment = { ...this.environment, SENTRYBOX_ROLE: 'worker' };
    await doomedGatewayProcess({ environment, sourceUrl }, death);
  }

  /** The last started first, so that nobody loses whom it asks. */
  async stop(): Promise<void> {
    await Promise.all(this.processes.map((each) => each.end('SIGKILL')));
    for (const running of this.open.reverse()) await running.close();
    await this.installation.drop();
  }
}

/** Polls until there is an answer. */
export async function until<T>(look: () => Promise<T | undefined>, deadlineMs = 30_000): Promise<T> {
  const deadline = performance.now() + deadlineMs;
  for (;;) {
    const found = await look();
    if (found !== undefined) return found;
    if (performance.now() > deadline) throw new Error('It did not happen in time.');
    await new Promise((resolve) => setTimeout(resolve, 25));
  }
}
