import type { CanActivate, ExecutionContext } from '@nestjs/common';
import { Injectable } from '@nestjs/common';
import { bug } from '@sentrybox/errors';
import { endpointOf } from '@sentrybox/http';
import { requestContext, setPrincipal } from '@sentrybox/observability';
import { missingCredential } from '../auth.errors';
import { Authenticator } from './authenticator';
import { authorize } from './authorize';
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
  constructor(private readonly authenticator: Authenticator) {}

  async canActivate(execution: ExecutionContext): Promise<boolean> {
    if (execution.getType() !== 'http') return true;
    const endpoint = endpointOf(execution);
    if (endpoint === undefined) throw bug('A route without an endpoint was reached.');
    const request = execution.switchToHttp().getRequest<RawRequest>();
    const ip = requestContext()?.clientIp ?? '';
    const caller = await this.authenticator.authenticate({ rawHeaders: request.raw.rawHeaders, ip });
    if (caller !== undefined) {
      setPrincipal(caller.principal);
      if (caller.token !== undefined) keepPresentedToken(request, caller.token);
      authorize(caller.principal, endpoint);
    } else if (endpoint.access !== 'public') {
      throw missingCredential();
    }
    return true;
  }
}
