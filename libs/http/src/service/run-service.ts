import type { FastifyInstance } from 'fastify';
import { LOGGER, Metrics, startTracing } from '@sentrybox/observability';
import type { Logger } from '@sentrybox/observability';
import { createServiceApp } from './create-service-app';
import { endOnFaults } from './faults';
import { listenForMetrics } from './metrics-listener';
import type { ServiceOptions } from './service-options';
import { shutDown } from './shut-down';
import { endOnSignals } from './signals';

export interface RunningService {
  readonly url: string;
  readonly metricsUrl: string;
  /** Ends the service as SIGTERM does, without ending the process. */
  close(): Promise<void>;
}

/**
 * Starts a service: HTTP on HOST:PORT, metrics on HOST:METRICS_PORT, SIGTERM and SIGINT end it within 25 s with exit
 * code 0 (1 when it could not be ended in time, or at a second signal).
 * @throws Error when a port is taken, a module does not start or a route is not declared; nothing listens then.
 */
export async function runService(options: ServiceOptions): Promise<RunningService> {
  const { config } = options;
  const app = await createServiceApp(options);
  const server: FastifyInstance = app.getHttpAdapter().getInstance();
  const logger = app.get<Logger>(LOGGER);
  const metrics = app.get(Metrics);
  metrics.collectProcessMetrics();
  const stopTracing = await startTracing(config, { name: options.app, version: options.version }, logger);
  let metricsServer: FastifyInstance | undefined;
  try {
    metricsServer = await listenForMetrics(metrics, config.HOST, config.METRICS_PORT);
    await app.listen(config.PORT, config.HOST);
  } catch (error) {
    await metricsServer?.close();
    await app.close();
    await stopTracing();
    throw error;
  }
  const metricsListener = metricsServer;
  const close = async (): Promise<void> => {
    await shutDown(app, server, config.SHUTDOWN_NOTICE_MS);
    await metricsListener.close();
    await stopTracing();
    logger.info('service_stopped');
    logger.flush();
  };
  endOnSignals(close, logger);
  endOnFaults(close, logger);
  const running = { url: urlOf(server), metricsUrl: urlOf(metricsServer), close };
  logger.info('service_started', { url: running.url, metrics_url: running.metricsUrl, role: config.SENTRYBOX_ROLE });
  return running;
}

function urlOf(server: FastifyInstance): string {
  const [address] = server.addresses();
  if (address === undefined) throw new Error('The server has no address.');
  const host = address.family === 'IPv6' ? `[${address.address}]` : address.address;
  return `http://${host}:${address.port}`;
}
