/** The part of `fetch` that is used; specs hand theirs in. */
export type Fetch = (
  url: string,
  init: { method: string; headers: Record<string, string>; body?: string; redirect: 'manual' },
) => Promise<{ status: number; headers: Headers; text(): Promise<string> }>;

export interface CallOptions {
  readonly token?: string;
  /** API key in X-API-Key. */
  readonly key?: string;
  readonly body?: unknown;
  readonly headers?: Readonly<Record<string, string>>;
}

/** What bodies of identity are made of; which members are there is for the spec to check. */
export interface Body {
  readonly data: Readonly<Record<string, string>>;
  readonly status?: string;
  readonly error?: string;
  readonly message?: string;
}

export interface Reply {
  readonly status: number;
  readonly headers: Headers;
  readonly text: string;
  /** The parsed body; null for none. */
  readonly body: Body | null;
}

/** Speaks to a service as a client does. */
export class HttpClient {
  constructor(
    readonly url: string,
    private readonly fetch: Fetch,
  ) {}

  async call(method: string, path: string, options: CallOptions = {}): Promise<Reply> {
    const { token, key, body } = options;
    const headers: Record<string, string> = { ...options.headers };
    if (token !== undefined) headers.authorization = `Bearer ${token}`;
    if (key !== undefined) headers['x-api-key'] = key;
    if (body !== undefined) headers['content-type'] ??= 'application/json';
    const answer = await this.fetch(`${this.url}${path}`, {
      method,
      headers,
      body: body === undefined ? undefined : typeof body === 'string' ? body : JSON.stringify(body),
      redirect: 'manual',
    });
    const text = await answer.text();
    const isJson = answer.headers.get('content-type')?.includes('json') === true && text !== '';
    return { status: answer.status, headers: answer.headers, text, body: isJson ? (JSON.parse(text) as Body) : null };
  }
}
