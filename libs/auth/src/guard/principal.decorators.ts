import type { ExecutionContext } from '@nestjs/common';
import { createParamDecorator } from '@nestjs/common';
import type { Principal, UserPrincipal } from '@sentrybox/contracts';
import { bug } from '@sentrybox/errors';
import { requestContext } from '@sentrybox/observability';
import { requireUser } from './authorize';
import type { PresentedToken, TokenBearer } from './presented-token';
import { presentedTokenOf } from './presented-token';
import { recheckOf } from './still-allowed';
import type { StillAllowed as Recheck } from './still-allowed';

/** Who calls. Only on routes that are not public. */
export const CurrentPrincipal = createParamDecorator((): Principal => currentPrincipal());

/** The user who calls; 403 for service accounts. Only on routes that are not public. */
export const CurrentUser = createParamDecorator((): UserPrincipal => requireUser(currentPrincipal()));

/** The verified access token of the request, undefined without one; also on public routes. */
export const CurrentToken = createParamDecorator(
  (_data: unknown, execution: ExecutionContext): PresentedToken | undefined =>
    presentedTokenOf(execution.switchToHttp().getRequest<TokenBearer>()),
);

/**
 * Asks again whether the credential of the request still opens its route with the same rights, by throwing as the guard
 * does if not; for answers that stay open, which have to ask at least every 5 s. Who presented none is always allowed.
 */
export const StillAllowed = createParamDecorator((_data: unknown, execution: ExecutionContext): Recheck => {
  const recheck = recheckOf(execution.switchToHttp().getRequest<object>());
  if (recheck === undefined) throw bug('A request came to its handler past the guard.');
  return recheck;
});

function currentPrincipal(): Principal {
  const principal = requestContext()?.principal;
  if (principal === undefined) throw bug('A handler of a public route asked who calls.');
  return principal;
}
