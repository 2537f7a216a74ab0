import type { z } from 'zod';
import type { EndpointDefinition } from '@sentrybox/contracts';
import { defaultBodyLimitBytes } from '../server/limits';
import { repeatableFields } from '../input/repeatable-fields';

/** An endpoint with everything that can be worked out once instead of per request. */
export interface CompiledRoute {
  readonly endpoint: EndpointDefinition;
  readonly bodyLimitBytes: number;
  readonly consumes: readonly string[];
  /** Query parameters that may be given several times. */
  readonly repeatable: ReadonlySet<string>;
  readonly responses: ReadonlyMap<number, z.ZodType | null>;
  /** The status of a handler that returns a plain value; undefined where there are several. */
  readonly onlyStatus: number | undefined;
}

export function compileRoute(endpoint: EndpointDefinition): CompiledRoute {
  const responses = new Map(Object.entries(endpoint.responses).map(([status, schema]) => [Number(status), schema]));
  const [onlyStatus] = responses.keys();
  return {
    endpoint,
    bodyLimitBytes: endpoint.bodyLimitBytes ?? defaultBodyLimitBytes,
    consumes: (endpoint.consumes ?? ['application/json']).map((type) => type.toLowerCase()),
    repeatable: endpoint.query === undefined ? new Set() : repeatableFields(endpoint.query),
    responses,
    onlyStatus: responses.size === 1 ? onlyStatus : undefined,
  };
}
