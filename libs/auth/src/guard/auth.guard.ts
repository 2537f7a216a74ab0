import type { CanActivate, ExecutionContext } from '@nestjs/common';
import { Injectable } from '@nestjs/common';
import type { FastifyReply } from 'fastify';
import type { EndpointDefinition, Principal } from '@sentrybox/contracts';
import { bug, DomainError } from '@sentrybox/errors';
import { endpointOf, RateLimits } from '@sentrybox/http';
import { requestContext, setPrincipal } from '@sentrybox/observability';
import { missingCredential, rightsChanged } from '../auth.errors';
import { Authenticator } from './authenticator';
import type { Authenticated } from './authenticator';
import { AuthMetrics } from './auth.metrics';
import { authorizeRoute, beyondOwn } from './authorize';
import { countedCaller } from './counted-caller';
import type { TokenBearer } from './presented-token';
import { keepPresentedToken } from './presented-token';
import { keepRecheck } from './still-allowed';
import type { Rechecked } from './still-allowed';

interface RawRequest extends TokenBearer, Rechecked {
  readonly raw: { readonly rawHeaders: readonly string[] };
}

interface Call {
  readonly endpoint: EndpointDefinition;
  readonly request: RawRequest;
  readonly reply: FastifyReply;
  readonly ip: string;
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

  /** Waits for nothing where the caller is remembered and not counted: most of what a check costs is waiting. */
  canActivate(execution: ExecutionContext): boolean | Promise<boolean> {
    if (execution.getType() !== 'http') return true;
    const call = callOf(execution);
    const caller = this.authenticator.recognize(call.request.raw.rawHeaders, call.ip);
    if (caller === undefined) return this.decide(call, () => this.identify(call));
    setPrincipal(caller.principal);
    if (countedCaller(call.endpoint, call.ip, caller.principal) !== undefined) return this.decide(call, () => caller);
    return this.conclude(call, caller);
  }

  private async decide(
    call: Call,
    identify: () => Authenticated | undefined | Promise<Authenticated | undefined>,
  ): Promise<boolean> {
    let caller: Authenticated | undefined;
    try {
      caller = await identify();
      if (caller !== undefined) setPrincipal(caller.principal);
      const counted = countedCaller(call.endpoint, call.ip, caller?.principal);
      if (counted !== undefined) await this.limits.admit(call.reply, counted);
    } catch (error) {
      this.metrics.decided(requestContext()?.principal, error);
      throw error;
    }
    return this.conclude(call, caller);
  }

  /** Lets the caller in or throws, and counts which. */
  private conclude(call: Call, caller: Authenticated | undefined): true {
    const { endpoint, request } = call;
    try {
      if (caller !== undefined) {
        keepRecheck(request, () => this.recheck(call, caller.principal));
        if (caller.token !== undefined) keepPresentedToken(request, caller.token);
        authorizeRoute(caller.principal, endpoint);
      } else if (endpoint.access === 'public') {
        keepRecheck(request, () => Promise.resolve()); // nothing was presented that could be taken back
      } else {
        throw missingCredential();
      }
    } catch (error) {
      this.metrics.decided(caller?.principal, error);
      throw error;
    }
    this.metrics.decided(caller?.principal, undefined);
    return true;
  }

  /**
   * For answers that take long: whoever was let in may be shut out since, or act elsewhere, or hold less. What an answer
   * shows may depend on any right, so all of them have to be there still.
   */
  private async recheck({ endpoint, request, ip }: Call, before: Principal): Promise<void> {
    const caller = await this.authenticator.authenticate({ rawHeaders: request.raw.rawHeaders, ip });
    if (caller === undefined) throw missingCredential();
    authorizeRoute(caller.principal, endpoint);
    const { teamId, permissions } = before;
    if (caller.principal.teamId !== teamId || beyondOwn(caller.principal, permissions).length > 0)
      throw rightsChanged();
  }

  /** A bad credential uses up the quota of the client that sent it; keys that may be guesses are not even looked up once nothing is left. */
  private async identify({ request, reply, ip }: Call): Promise<Authenticated | undefined> {
    const stranger = { kind: 'anonymous', address: ip } as const;
    try {
      return await this.authenticator.authenticate({
        rawHeaders: request.raw.rawHeaders,
        ip,
        beforeUnknownKey: () => this.limits.requireRoom(reply, stranger),
      });
    } catch (error) {
      if (error instanceof DomainError && error.kind === 'unauthenticated') await this.limits.admit(reply, stranger);
      throw error;
    }
  }
}

function callOf(execution: ExecutionContext): Call {
  const endpoint = endpointOf(execution);
  if (endpoint === undefined) throw bug('A route without an endpoint was reached.');
  const http = execution.switchToHttp();
  return {
    endpoint,
    request: http.getRequest<RawRequest>(),
    reply: http.getResponse<FastifyReply>(),
    ip: requestContext()?.clientIp ?? '',
  };
}
