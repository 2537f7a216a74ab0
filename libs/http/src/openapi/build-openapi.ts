import { createDocument } from 'zod-openapi';
import type { oas31, ZodOpenApiPathsObject } from 'zod-openapi';
import type { AppName, EndpointDefinition } from '@sentrybox/contracts';
import { operationOf } from './operation';

export interface DocumentFacts {
  readonly version: string;
  /** Where the service is reached; `/` for wherever the document was read from. */
  readonly url: string;
}

const description = `Every answer carries \`X-Request-Id\`; errors also carry a machine code in \`X-Error-Code\`.
\`Accept: application/problem+json\` gets errors as RFC 9457. Fields and parameters that are not known are refused with
400. A trailing slash makes no difference.`;

/**
 * The OpenAPI 3.1 document of an app: every route with its examples and with every error it can give, in the error body
 * of its path. Pure: the same endpoints give the same document, in the order of their paths.
 * @throws Error when a schema has no JSON Schema form.
 */
export function buildOpenApi(
  app: AppName,
  endpoints: readonly EndpointDefinition[],
  facts: DocumentFacts,
): oas31.OpenAPIObject {
  return createDocument(
    {
      openapi: '3.1.1',
      info: {
        title: `Sentrybox ${app}`,
        version: facts.version,
        description,
        license: { name: 'Apache-2.0', identifier: 'Apache-2.0' },
      },
      servers: [{ url: facts.url }],
      tags: [...new Set(endpoints.map(({ tag }) => tag))].sort().map((name) => ({ name })),
      paths: pathsOf(endpoints),
      components: {
        securitySchemes: {
          apiKey: {
            type: 'apiKey',
            in: 'header',
            name: 'X-API-Key',
            description:
              'Key of a service account: `sb_` and 32 hexadecimal digits. Also taken as `Authorization: Bearer`.',
          },
          bearer: {
            type: 'http',
            scheme: 'bearer',
            description: "A user's access token, or the key of a service account.",
          },
        },
        headers: {
          'X-Request-Id': {
            description:
              "The caller's `X-Request-Id` when it matches ^[A-Za-z0-9._-]{8,64}$, else a new one; it is in the log.",
            schema: { type: 'string' },
          },
          'X-Error-Code': { description: 'Machine code of the error; stable.', schema: { type: 'string' } },
        },
      },
    },
    { allowEmptySchema: { custom: true, transform: true } },
  );
}

function pathsOf(endpoints: readonly EndpointDefinition[]): ZodOpenApiPathsObject {
  const paths: ZodOpenApiPathsObject = {};
  for (const endpoint of [...endpoints].sort(byPath)) {
    const item = (paths[endpoint.path] ??= {});
    item[methodKeys[endpoint.method]] = operationOf(endpoint);
  }
  return paths;
}

const methodKeys = { GET: 'get', POST: 'post', PUT: 'put', PATCH: 'patch', DELETE: 'delete' } as const;

function byPath(one: EndpointDefinition, other: EndpointDefinition): number {
  if (one.path === other.path) return one.method < other.method ? -1 : 1;
  return one.path < other.path ? -1 : 1;
}
