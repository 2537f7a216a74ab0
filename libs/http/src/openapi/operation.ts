import type { z } from 'zod';
import type {
  ZodOpenApiContentObject,
  ZodOpenApiExamplesObject,
  ZodOpenApiOperationObject,
  ZodOpenApiRequestBodyObject,
  ZodOpenApiResponseObject,
  ZodOpenApiResponsesObject,
} from 'zod-openapi';
import type { EndpointDefinition } from '@sentrybox/contracts';
import { defaultBodyLimitBytes } from '../server/limits';
import { errorResponse, errorsOf, keyOf } from './error-responses';

const successPhrases: Readonly<Record<number, string>> = {
  200: 'Done.',
  201: 'Created.',
  202: 'Accepted; still running.',
  204: 'Done; no body.',
  304: 'Not modified; no body.',
};

/** One route as an OpenAPI operation. */
export function operationOf(endpoint: EndpointDefinition): ZodOpenApiOperationObject {
  return {
    operationId: endpoint.id,
    summary: endpoint.summary,
    tags: [endpoint.tag],
    security: endpoint.access === 'public' ? publicSecurity(endpoint) : [{ apiKey: [] }, { bearer: [] }],
    'x-permission': endpoint.access,
    requestParams: {
      ...(endpoint.params === undefined ? {} : { path: endpoint.params }),
      ...(endpoint.query === undefined ? {} : { query: endpoint.query }),
      ...(endpoint.headers === undefined ? {} : { header: endpoint.headers }),
    },
    ...(endpoint.body === undefined ? {} : { requestBody: requestBodyOf(endpoint, endpoint.body) }),
    responses: responsesOf(endpoint),
  };
}

/** Public routes of the API take a credential as well; the service's own pages do not look at any. */
function publicSecurity({ tag }: EndpointDefinition): NonNullable<ZodOpenApiOperationObject['security']> {
  return tag === 'service' ? [] : [{}, { apiKey: [] }, { bearer: [] }];
}

function requestBodyOf(endpoint: EndpointDefinition, body: z.ZodType | 'stream'): ZodOpenApiRequestBodyObject {
  const limit = endpoint.bodyLimitBytes ?? defaultBodyLimitBytes;
  const examples: ZodOpenApiExamplesObject = {};
  for (const { name, request } of endpoint.examples) {
    if (request !== undefined) examples[keyOf(name)] = { summary: name, value: request };
  }
  const media = {
    ...(body === 'stream' ? {} : { schema: body }),
    ...(Object.keys(examples).length === 0 ? {} : { examples }),
  };
  const types = endpoint.consumes ?? ['application/json'];
  return {
    required: body === 'stream' || !body.safeParse(undefined).success,
    description: `At most ${limit} bytes${body === 'stream' ? ', read as a stream' : ''}.`,
    content: Object.fromEntries(types.map((type) => [type, media])),
  };
}

function responsesOf(endpoint: EndpointDefinition): ZodOpenApiResponsesObject {
  const responses: Record<string, ZodOpenApiResponseObject> = {};
  for (const [status, schema] of Object.entries(endpoint.responses)) {
    responses[status] = {
      description: successPhrases[Number(status)] ?? 'Done.',
      headers: { 'X-Request-Id': { $ref: '#/components/headers/X-Request-Id' } },
      ...(schema === null ? {} : { content: contentOf(endpoint, Number(status), schema) }),
    };
  }
  for (const [status, errors] of errorsOf(endpoint)) {
    responses[String(status)] = errorResponse(endpoint, status, errors);
  }
  // The keys are statuses, which is what the type's pattern asks for.
  return responses;
}

/** A schema that is not JSON says its media type with the JSON Schema keyword `contentMediaType`. */
function contentOf(endpoint: EndpointDefinition, status: number, schema: z.ZodType): ZodOpenApiContentObject {
  const examples: ZodOpenApiExamplesObject = {};
  for (const example of endpoint.examples) {
    if (example.status !== status || example.response === undefined) continue;
    examples[keyOf(example.name)] = { summary: example.name, value: example.response };
  }
  const type = schema.meta()?.contentMediaType;
  return {
    [typeof type === 'string' ? type : 'application/json']: {
      schema,
      ...(Object.keys(examples).length === 0 ? {} : { examples }),
    },
  };
}
