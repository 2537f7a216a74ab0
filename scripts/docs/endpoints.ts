import * as contracts from '@sentrybox/contracts';
import type { EndpointDefinition } from '@sentrybox/contracts';

/** Every route that contracts declare. Those that all services have of themselves (health, documents) are not among them. */
export function endpoints(): EndpointDefinition[] {
  const exported: unknown[] = Object.values(contracts);
  return exported.filter(isEndpoint);
}

// Of all that contracts export, only endpoints have a path and an access.
function isEndpoint(value: unknown): value is EndpointDefinition {
  return typeof value === 'object' && value !== null && 'path' in value && 'access' in value;
}
