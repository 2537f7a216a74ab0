export interface TestRequest {
  /** `sb_…`, sent as X-API-Key. */
  readonly key?: string;
  /** Sent as a bearer token. */
  readonly token?: string;
  /** A string goes as it is, anything else as JSON. */
  readonly body?: unknown;
  readonly headers?: Readonly<Record<string, string>>;
}

export interface TestAnswer {
  readonly status: number;
  readonly headers: Headers;
  /** Parsed when the answer says that it is JSON, else its text. */
  readonly body: unknown;
}

/** One request over real HTTP; redirects are not followed. */
export async function sendRequest(
  base: string,
  method: string,
  path: string,
  { key, token, body, headers = {} }: TestRequest = {},
): Promise<TestAnswer> {
  const answer = await fetch(`${base}${path}`, {
    method,
    redirect: 'manual',
    headers: {
      ...(body === undefined ? {} : { 'content-type': 'application/json' }),
      ...(key === undefined ? {} : { 'x-api-key': key }),
      ...(token === undefined ? {} : { authorization: `Bearer ${token}` }),
      ...headers,
    },
    body: body === undefined || typeof body === 'string' ? body : JSON.stringify(body),
  });
  const text = await answer.text();
  const isJson = /^application\/(?:[a-z.]+\+)?json/.test(answer.headers.get('content-type') ?? '');
  return { status: answer.status, headers: answer.headers, body: isJson ? (JSON.parse(text) as unknown) : text };
}
