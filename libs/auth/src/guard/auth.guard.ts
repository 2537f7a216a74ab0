import type { CanActivate, ExecutionContext } from '@nestjs/common';
import { Injectable } from '@nestjs/common';
import type { FastifyReply } from 'fastify';
import { bug, DomainError } from '@sentrybox/errors';
import { endpointOf, RateLimits } from '@sentrybox/http';
import { requestContext, setPrincipal } from '@sentrybox/observability';
import { missingCredential } from '../auth.errors';
import { Authenticator } from './authenticator';
import type { Authenticated } from './authenticator';
import { AuthMetrics } from './auth.metrics';
import { authorizeRoute } from './authorize';
import { countedCaller } from './counted-caller';
import { keepPresentedToken } from './presented-token';

interface RawRequest {
  readonly raw: { readonly rawHeaders: readonly string[] };
}

/**
 * Global: stands before every route. What a route needs is in its endpoint; a handler without one is refused. Messages
 * between services are authenticated by libs/messaging.
 */
@Injectable()
export class AuthGuard implements CanActivate {
  constructor(
    private readonly authenticator: Authenticator,
    private readonly limits: RateLimits,
    private readonly metrics: AuthMetrics,
  ) {}

  async canActivate(execution: ExecutionContext): Promise<boolean> {
    if (execution.getType() !== 'http') return true;
    try {
      await this.decide(execution);
    } catch (error) {
      this.metrics.decided(requestContext()?.principal, error);
      throw error;
    }
    this.metrics.decided(requestContext()?.principal, undefined);
    return true;
  }

  private async decide(execution: ExecutionContext): Promise<void> {
    const endpoint = endpointOf(execution);
    if (endpoint === undefined) throw bug('A route without an endpoint was reached.');
    const http = execution.switchToHttp();
    const request = http.getRequest<RawRequest>();
    const reply = http.getResponse<FastifyReply>();
    const ip = requestContext()?.clientIp ?? '';
    const caller = await this.identify(request, reply, ip);
    if (caller !== undefined) setPrincipal(caller.principal);
    const counted = countedCaller(endpoint, ip, caller?.principal);
    if (counted !== undefined) await this.limits.admit(reply, counted);
    if (caller !== undefined) {
      if (caller.token !== undefined) keepPresentedToken(request, caller.token);
      authorizeRoute(caller.principal, endpoint);
    } else if (endpoint.access !== 'public') {
      throw missingCredential();
    }
  }

  /** A bad credential uses up the quota of the client that sent it; keys that may be guesses are not even looked up once nothing is left. */
  private async identify(
    request: RawRequest,
    reply: FastifyReply,
    address: string,
  ): Promise<Authenticated | undefined> {
    const stranger = { kind: 'anonymous', address } as const;
    try {
      return await this.authenticator.authenticate({
        rawHeaders: request.raw.rawHeaders,
        ip: address,
        beforeUnknownKey: () => this.limits.requireRoom(reply, stranger),
      });
    } catch (error) {
      if (error instanceof DomainError && error.kind === 'unauthenticated') await this.limits.admit(reply, stranger);
      throw error;
    }
  }
}
