import type { ZodOpenApiExamplesObject, ZodOpenApiResponseObject } from 'zod-openapi';
import type { EndpointDefinition, EndpointError } from '@sentrybox/contracts';
import { errorAnswer } from '../errors/error-body';
import type { Fault } from '../errors/fault';
import { familyOf } from '../errors/path-family';
import { reasonPhrase } from '../errors/reason-phrases';
import { analysisErrorSchema, platformErrorSchema, problemSchema } from './error-schemas';

const exampleRequestId = 'req-0190b7c2-5d3e-7c1a-9f44-2b8a6f0d1e35';

const generic = {
  invalid: { status: 400, code: 'invalid_request', when: 'A parameter, field or the body is not valid, or not known.' },
  noCredential: { status: 401, code: 'unauthorized', when: 'No valid credential was sent.' },
  badCredential: { status: 401, code: 'unauthorized', when: 'A credential was sent and is not valid.' },
  revokedKey: { status: 401, code: 'revoked_api_key', when: 'The API key has been revoked.' },
  forbidden: { status: 403, code: 'forbidden', when: 'The credential lacks the permission.' },
  tooLarge: { status: 413, code: 'payload_too_large', when: 'The body is larger than this route accepts.' },
  mediaType: {
    status: 415,
    code: 'unsupported_media_type',
    when: 'The body has another media type, or is compressed.',
  },
  internal: { status: 500, code: 'internal_error', when: 'The service failed.' },
  unavailable: { status: 503, code: 'unavailable', when: 'Something that the route needs cannot be reached now.' },
} as const satisfies Record<string, EndpointError>;

/** Every error that a route can give, the general ones included, by status. */
export function errorsOf(endpoint: EndpointDefinition): ReadonlyMap<number, readonly EndpointError[]> {
  const byStatus = new Map<number, EndpointError[]>();
  for (const error of [...(endpoint.errors ?? []), ...genericErrorsOf(endpoint)]) {
    const same = byStatus.get(error.status) ?? [];
    if (!same.some(({ code }) => code === error.code)) same.push(error);
    byStatus.set(error.status, same);
  }
  return byStatus;
}

function genericErrorsOf({ access, body, tag }: EndpointDefinition): EndpointError[] {
  const errors: EndpointError[] = [generic.invalid, generic.internal];
  if (tag !== 'service') {
    errors.push(generic.unavailable);
    errors.push(...(access === 'public' ? [generic.badCredential] : [generic.noCredential, generic.revokedKey]));
  }
  if (access !== 'public' && access !== 'authenticated') errors.push(generic.forbidden);
  if (body !== undefined) errors.push(generic.tooLarge, generic.mediaType);
  return errors;
}

/** The responses of a route's errors in the shape of its path, each code with an example. */
export function errorResponse(
  endpoint: EndpointDefinition,
  status: number,
  errors: readonly EndpointError[],
): ZodOpenApiResponseObject {
  const family = familyOf(endpoint.path);
  const plain: ZodOpenApiExamplesObject = {};
  const problem: ZodOpenApiExamplesObject = {};
  for (const error of errors) {
    const fault: Fault = { ...error, message: error.when, details: [], headers: {} };
    const answer = errorAnswer(fault, family, false, exampleRequestId);
    plain[answer.code] = { value: answer.body };
    problem[answer.code] = { value: errorAnswer(fault, family, true, exampleRequestId).body };
  }
  for (const { name, response } of endpoint.examples.filter((example) => example.status === status)) {
    if (response !== undefined) plain[keyOf(name)] = { summary: name, value: response };
  }
  return {
    description: `${reasonPhrase(status)}. ${[...new Set(errors.map(({ when }) => when))].join(' ')}`,
    headers: {
      'X-Request-Id': { $ref: '#/components/headers/X-Request-Id' },
      'X-Error-Code': { $ref: '#/components/headers/X-Error-Code' },
    },
    content: {
      'application/json': {
        schema: family === 'analysis' ? analysisErrorSchema : platformErrorSchema,
        examples: plain,
      },
      'application/problem+json': { schema: problemSchema, examples: problem },
    },
  };
}

/** A component key from an example's name. */
export function keyOf(name: string): string {
  return name.toLowerCase().replace(/[^\w.-]+/g, '_');
}
