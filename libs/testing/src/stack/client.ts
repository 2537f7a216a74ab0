import { repeated } from './repeated';

/** What a service answered. `body` is parsed JSON where the answer is JSON, else its text. */
export interface HttpAnswer {
  readonly status: number;
  readonly headers: Headers;
  readonly body: unknown;
}

export interface HttpRequest {
  readonly method?: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';
  /** Sent as JSON; a string is sent as it is. */
  readonly body?: unknown;
  /** API key or access token, sent as bearer. */
  readonly credential?: string;
  readonly headers?: Readonly<Record<string, string>>;
}

/** One request as a client would make it. */
export async function request(url: string, options: HttpRequest = {}): Promise<HttpAnswer> {
  return await repeated(() => requestOnce(url, options));
}

async function requestOnce(url: string, options: HttpRequest): Promise<HttpAnswer> {
  const { method = options.body === undefined ? 'GET' : 'POST', body, credential, headers } = options;
  const response = await fetch(url, {
    method,
    headers: {
      ...(body === undefined ? {} : { 'content-type': 'application/json' }),
      ...(credential === undefined ? {} : { authorization: `Bearer ${credential}` }),
      ...headers,
    },
    body: body === undefined ? undefined : typeof body === 'string' ? body : JSON.stringify(body),
  });
  const text = await response.text();
  const isJson = response.headers.get('content-type')?.includes('json') === true;
  return { status: response.status, headers: response.headers, body: isJson ? (JSON.parse(text) as unknown) : text };
}

/** Asks again until the answer has another status than `while`, at most `timeoutMs`. */
export async function poll(
  url: string,
  options: HttpRequest & { while: number; timeoutMs?: number },
): Promise<HttpAnswer> {
  const deadline = Date.now() + (options.timeoutMs ?? 30_000);
  for (;;) {
    const answer = await request(url, options);
    if (answer.status !== options.while || Date.now() > deadline) return answer;
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
}
