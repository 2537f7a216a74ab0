import { loadConfig } from '@sentrybox/config';
import type { Parsed, Variables } from '@sentrybox/config';
import { createServiceApp } from '@sentrybox/http';
import type { ServiceConfig, ServiceOptions } from '@sentrybox/http';
import type { Clock } from '@sentrybox/observability';
import { createLogger } from '@sentrybox/observability';
import { sendRequest } from './send-request';
import type { TestAnswer, TestRequest } from './send-request';

/** What an app's main.ts puts together. */
export interface AppDefinition<V extends Variables> {
  readonly app: ServiceOptions['app'];
  readonly variables: V;
  readonly module: (config: Parsed<V>) => ServiceOptions['module'];
  readonly transports?: ServiceOptions['transports'];
  readonly health?: ServiceOptions['health'];
}

export interface RunningApp {
  readonly url: string;
  /** The Nest application, to look at a provider from outside. */
  readonly nest: Awaited<ReturnType<typeof createServiceApp>>;
  /** Lines it logged, oldest first. */
  readonly logLines: readonly string[];
  request(method: string, path: string, request?: TestRequest): Promise<TestAnswer>;
  close(): Promise<void>;
}

/**
 * The app as it runs in production, in this process, listening on a free port: guards, body rules, error shapes and
 * hooks included. @param environment for example `installation.environmentOf(app)`
 */
export async function startApp<V extends Variables>(
  definition: AppDefinition<V>,
  environment: Readonly<Record<string, string>>,
  { clock }: { readonly clock?: Clock } = {},
): Promise<RunningApp> {
  const config = loadConfig(definition.variables, environment);
  const logLines: string[] = [];
  const logger = createLogger({
    service: definition.app,
    version: 'test',
    level: 'debug',
    destination: { write: (line: string) => void logLines.push(line) },
  });
  const nest = await createServiceApp({
    app: definition.app,
    module: definition.module(config),
    config: config as unknown as ServiceConfig, // every app's variables include serviceVariables
    version: 'test',
    transports: definition.transports,
    health: definition.health,
    clock,
    logger,
  });
  await nest.listen(0, '127.0.0.1');
  const url = await nest.getUrl();
  return {
    url,
    nest,
    logLines,
    request: (method, path, request) => sendRequest(url, method, path, request),
    close: () => nest.close(),
  };
}
