import type { ApiRoute } from './api-route';
import { rawRequest } from './raw-request';
import type { RawAnswer } from './raw-request';
import { fill } from './real-ids';

/** Calls a route with the body of its first example. @param credential sent as bearer */
export async function callRoute(
  base: string,
  route: ApiRoute,
  values: Readonly<Record<string, string>>,
  credential: string | undefined,
): Promise<RawAnswer> {
  const { body, method } = route;
  const text = typeof body?.content === 'string' ? body.content : JSON.stringify(body?.content ?? '');
  return await rawRequest(base, {
    method,
    path: fill(route, values),
    headers: {
      ...(credential === undefined ? {} : { authorization: `Bearer ${credential}` }),
      ...(body === undefined ? {} : { 'content-type': body.type, 'content-length': String(Buffer.byteLength(text)) }),
    },
    body: body === undefined ? undefined : text,
  });
}

/** An answer as it can be compared with another: without what is about this one request. */
export function comparable({ status, headers, text }: RawAnswer): object {
  const body = text.replace(/"request_id":"[\w.-]+"/g, '"request_id":"-"');
  return { status, body, code: headers['x-error-code'], type: headers['content-type'] };
}
