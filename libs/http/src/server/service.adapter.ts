import { FastifyAdapter } from '@nestjs/platform-fastify';
import type { FastifyInstance, FastifyReply } from 'fastify';
import type { OpenStreams } from '../answers/open-streams';
import { sendAnswer } from '../answers/send-answer';

/**
 * Nest's Fastify adapter with two changes: what handlers return goes through the endpoint's response schema, and there
 * is no middleware layer (path-scoped middleware is where encoded paths slip past).
 */
export class ServiceAdapter extends FastifyAdapter {
  constructor(
    server: FastifyInstance,
    private readonly openStreams: OpenStreams,
  ) {
    super(server);
  }

  override init(): Promise<void> {
    return Promise.resolve();
  }

  override reply(response: FastifyReply, body: unknown): FastifyReply {
    return sendAnswer(response, body, this.openStreams);
  }
}
