import type { Type } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import type { FastifyInstance } from 'fastify';
import type { EndpointDefinition } from '@sentrybox/contracts';
import { createLogger, HealthRegistry, Metrics, ObservabilityModule, systemClock } from '@sentrybox/observability';
import type { Logger } from '@sentrybox/observability';
import { AnswerHooks } from '../answers/answer-hooks';
import { OpenStreams } from '../answers/open-streams';
import { ErrorFilter } from '../errors/error.filter';
import { InputGuard } from '../input/input.guard';
import { buildOpenApi } from '../openapi/build-openapi';
import { docsController } from '../platform/docs.controller';
import { LoadShedder } from '../overload/load-shedder';
import { LoopDelay } from '../overload/loop-delay';
import { healthController } from '../platform/health.controller';
import { defaultHealthPage } from '../platform/health.endpoints';
import { openWindows } from '../rate-limits/open-windows';
import { RateLimiter } from '../rate-limits/rate-limiter';
import { RateLimits } from '../rate-limits/rate-limits';
import { policiesOf } from '../rate-limits/rate-policy';
import { routesOfServer } from '../routing/mounted-routes';
import { createServer } from '../server/create-server';
import { ServiceAdapter } from '../server/service.adapter';
import { checkRoutes } from './check-routes';
import { NestLogBridge } from './nest-log-bridge';
import type { ServiceOptions } from './service-options';
import { ServiceModule } from './service.module';

/**
 * The whole application of a service, initialised and not yet listening: `await app.listen(0)`. It obeys no signals and
 * opens no metrics port; `runService` adds both.
 * @throws Error when a mounted route is not declared by an endpoint.
 */
export async function createServiceApp(options: ServiceOptions): Promise<NestFastifyApplication> {
  const { app: name, config, clock = systemClock, logger = serviceLogger(options) } = options;
  const metrics = new Metrics();
  const health = new HealthRegistry(clock, logger);
  const answerHooks = new AnswerHooks();
  const openStreams = new OpenStreams();
  const servesApi = config.SENTRYBOX_ROLE !== 'worker';
  const windows = openWindows(config.REDIS_URL, { clock, logger, metrics });
  const rateLimits = new RateLimits(new RateLimiter(windows.store), policiesOf(config), clock, metrics);
  const loopDelay = new LoopDelay();
  const limits = { maxInFlight: config.MAX_REQUESTS_IN_FLIGHT, maxLoopDelayMs: config.MAX_EVENT_LOOP_DELAY_MS };
  const shedder = new LoadShedder(limits, () => loopDelay.meanMs(), metrics);
  const server = createServer(
    { clock, logger, metrics, health, shedder, answerHooks, rateLimits, servesApi },
    config.TRUSTED_PROXIES ?? config.TRUSTED_PROXY_HOPS,
  );
  server.addHook('onClose', () => {
    windows.close();
    loopDelay.close();
  });
  const root = ServiceModule.of({
    imports: [ObservabilityModule.forService({ logger, clock, metrics, health }), options.module],
    controllers: ownPages(options, () => endpointsOf(server)),
    answerHooks,
    openStreams,
    rateLimits,
  });
  const app = await NestFactory.create<NestFastifyApplication>(root, new ServiceAdapter(server, openStreams), {
    abortOnError: false,
    bodyParser: false,
    logger: new NestLogBridge(logger),
  });
  try {
    app.useGlobalFilters(new ErrorFilter(logger));
    app.useGlobalGuards(new InputGuard()); // runs after the guards that modules provide
    for (const transport of options.transports?.(app) ?? []) app.connectMicroservice(transport);
    await app.init();
    checkRoutes(name, routesOfServer(server));
    await app.startAllMicroservices();
    return app;
  } catch (error) {
    await app.close();
    throw error;
  }
}

function serviceLogger({ app, version, config }: ServiceOptions): Logger {
  return createLogger({ service: app, version, level: config.LOG_LEVEL, isTest: config.NODE_ENV === 'test' });
}

/** Health and documents at the root and at `/-/<app>`. */
function ownPages(options: ServiceOptions, endpoints: () => readonly EndpointDefinition[]): Type[] {
  const { app, version, health = defaultHealthPage } = options;
  let document: string | undefined;
  const openApi = (): string => (document ??= JSON.stringify(buildOpenApi(app, endpoints(), { version, url: '/' })));
  return ['', `/-/${app}`].flatMap((base) => [
    healthController(app, base, health, version),
    docsController(app, base, openApi),
  ]);
}

function endpointsOf(server: FastifyInstance): readonly EndpointDefinition[] {
  const endpoints = routesOfServer(server).map(({ endpoint }) => endpoint);
  return [...new Set(endpoints.filter((endpoint) => endpoint !== undefined))];
}
