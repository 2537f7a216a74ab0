import type { Readable } from 'node:stream';
import type { FastifyRequest } from 'fastify';
import { z } from 'zod';
import { invalidInput, invalidRequest } from '@sentrybox/errors';
import type { DomainError, FieldFault } from '@sentrybox/errors';
import type { CompiledRoute } from '../routing/compile-route';
import { bodyTimeoutMs, streamIdleTimeoutMs } from '../server/limits';
import type { ParsedInput } from '../server/http-context';
import { jsonLimitsFor } from './json-limits';
import { limitStream } from './limit-stream';
import { bodyTypeOf } from './media-type';
import { parseJson } from './parse-json';
import { readBody, tooLarge } from './read-body';

const noFields = z.strictObject({});

type Query = Readonly<Record<string, string | string[]>>;

/**
 * Parses everything a request brings with the endpoint's schemas; synchronous when there is no body to wait for.
 * @throws DomainError 400, 413 or 415; ProtocolError 408
 */
export function parseInput(request: FastifyRequest, route: CompiledRoute): ParsedInput | Promise<ParsedInput> {
  const { endpoint } = route;
  // Fastify's query parser makes nothing else than text and lists of text.
  const query = request.query as Query;
  const head = {
    params: endpoint.params === undefined ? undefined : parseWith(endpoint.params, request.params, 'params'),
    query: parseQuery(query, route),
    headers:
      endpoint.headers === undefined ? undefined : parseWith(endpoint.headers, declared(request, endpoint.headers), ''),
  };
  if (!hasBody(request)) {
    if (endpoint.body === undefined) return { ...head, body: undefined };
    if (endpoint.body === 'stream') return { ...head, body: request.raw };
    if (request.headers['content-type'] !== undefined) throw noBody();
    return { ...head, body: parseWith(endpoint.body, undefined, '') };
  }
  if (endpoint.body === 'stream') return { ...head, body: bodyStream(request, route) };
  return parseBody(request, route).then((body) => ({ ...head, body }));
}

// A type without a body is broken JSON, not the absence of an optional body.
function noBody(): DomainError {
  const message = 'The body is empty.';
  return invalidRequest(message, [{ field: 'body', code: 'malformed_json', message }]);
}

function hasBody(request: FastifyRequest): boolean {
  const length = request.headers['content-length'];
  return request.headers['transfer-encoding'] !== undefined || (length !== undefined && length !== '0');
}

function parseWith(schema: z.ZodType, value: unknown, prefix: string): unknown {
  const result = schema.safeParse(value);
  if (!result.success) throw invalidInput(result.error.issues, prefix);
  return result.data;
}

function declared({ headers }: FastifyRequest, { shape }: z.ZodObject): Record<string, unknown> {
  return Object.fromEntries(Object.keys(shape).map((name) => [name, headers[name]]));
}

function parseQuery(query: Query, { endpoint, repeatable }: CompiledRoute): unknown {
  // Without a prototype, so that a parameter named __proto__ is one more unknown name.
  const prepared = Object.create(null) as Record<string, unknown>;
  const faults: FieldFault[] = [];
  let isEmpty = true;
  for (const [name, value] of Object.entries(query)) {
    isEmpty = false;
    if (repeatable.has(name)) prepared[name] = Array.isArray(value) ? value : [value];
    else if (Array.isArray(value)) faults.push({ field: name, code: 'repeated', message: 'Give this parameter once.' });
    else prepared[name] = value;
  }
  if (faults.length > 0) throw invalidRequest(`Given more than once: ${namesOf(faults)}.`, faults);
  if (endpoint.query !== undefined) return parseWith(endpoint.query, prepared, '');
  if (!isEmpty) parseWith(noFields, prepared, '');
  return undefined;
}

function namesOf(faults: readonly FieldFault[]): string {
  return faults
    .slice(0, 5)
    .map(({ field }) => field)
    .join(', ');
}

async function parseBody(request: FastifyRequest, route: CompiledRoute): Promise<unknown> {
  const { headers } = request;
  const type = bodyTypeOf(headers['content-type'], headers['content-encoding'], route.consumes);
  refuseDeclaredLength(request, route.bodyLimitBytes);
  const bytes = await readBody(request.raw, route.bodyLimitBytes, bodyTimeoutMs);
  const schema = route.endpoint.body;
  const value = type.isJson ? parseJson(bytes, jsonLimitsFor(route.bodyLimitBytes)) : bytes.toString('utf8');
  return parseWith(schema === undefined || schema === 'stream' ? noFields : schema, value, '');
}

function bodyStream(request: FastifyRequest, route: CompiledRoute): Readable {
  const { headers } = request;
  bodyTypeOf(headers['content-type'], headers['content-encoding'], route.consumes);
  refuseDeclaredLength(request, route.bodyLimitBytes);
  request.raw.setTimeout(streamIdleTimeoutMs, () => request.raw.destroy());
  request.raw.once('end', () => request.raw.setTimeout(0)); // what the handler does afterwards may take longer
  return limitStream(request.raw, route.bodyLimitBytes);
}

function refuseDeclaredLength(request: FastifyRequest, limitBytes: number): void {
  if (Number(request.headers['content-length'] ?? 0) > limitBytes) throw tooLarge(limitBytes);
}
