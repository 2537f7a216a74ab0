import type { EndpointDefinition, Principal } from '@sentrybox/contracts';
import type { CountedCaller } from '@sentrybox/http';

/** Whose quota a call uses up; undefined for routes outside the limits. */
export function countedCaller(
  endpoint: Pick<EndpointDefinition, 'tag' | 'rateLimit'>,
  address: string,
  principal: Principal | undefined,
): CountedCaller | undefined {
  if (endpoint.tag === 'service' || endpoint.rateLimit === 'none') return undefined;
  if (endpoint.rateLimit === 'login') return { kind: 'login', address };
  switch (principal?.kind) {
    case undefined:
      return { kind: 'anonymous', address };
    case 'user':
      return { kind: 'user', id: principal.userId };
    case 'api_key':
      return { kind: 'api_key', id: principal.keyId };
  }
}
