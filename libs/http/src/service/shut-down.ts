import { setTimeout as sleep } from 'node:timers/promises';
import type { INestApplication } from '@nestjs/common';
import type { FastifyInstance } from 'fastify';
import { HealthRegistry, LOGGER } from '@sentrybox/observability';
import type { Logger } from '@sentrybox/observability';
import { OpenStreams } from '../answers/open-streams';

/** Requests still running after this many milliseconds lose their connection, so that the process ends within 25 s. */
const connectionsEndAfterMs = 20_000;
const idleSweepMs = 100;

/**
 * Ends a service without losing what it has accepted: not ready any more (and for `noticeMs` still taking requests, for
 * load balancers to notice), live streams end with a hint, no new connections, requests in flight finish, modules close
 * (queues drain, pools end).
 */
export async function shutDown(app: INestApplication, server: FastifyInstance, noticeMs: number): Promise<void> {
  const logger = app.get<Logger>(LOGGER);
  app.get(HealthRegistry).startDraining();
  if (noticeMs > 0) await sleep(noticeMs);
  app.get(OpenStreams).endAll();
  // server.close() ends the connections that are idle at that moment; those that become idle later would stay open
  // until their keep-alive time is over.
  const sweep = setInterval(() => {
    server.server.closeIdleConnections();
  }, idleSweepMs);
  const end = setTimeout(() => {
    logger.warn('connections_cut', { after_ms: connectionsEndAfterMs });
    server.server.closeAllConnections();
  }, connectionsEndAfterMs - noticeMs);
  try {
    // First the server, then the modules: Nest by itself would take their pools away from requests in flight.
    await server.close();
    await app.close();
  } finally {
    clearInterval(sweep);
    clearTimeout(end);
  }
}
