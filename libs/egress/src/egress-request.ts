export type EgressMethod = 'GET' | 'HEAD' | 'POST' | 'PUT' | 'PATCH' | 'DELETE' | 'OPTIONS';

export interface EgressRequest {
  readonly method: EgressMethod;
  /** Absolute http or https URL without credentials. */
  readonly url: string;
  /** Names in any case. Headers of the connection itself (Host, Content-Length, Accept-Encoding …) are refused. */
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string | Uint8Array;
  /** Budget in milliseconds for everything: look-ups, connections, redirects and the whole body. */
  readonly timeoutMs: number;
  /** Most bytes of body, after decompression as well as before. */
  readonly maxBytes: number;
  /** `follow` (default) goes as far as the profile allows; `return` hands 3xx answers to the caller. */
  readonly redirects?: 'follow' | 'return';
  /**
   * How often an attempt may be repeated when the connection is lost or a gateway answers 502, 503 or 504; default 0.
   * Counts for idempotent methods read as a whole, within `timeoutMs` and the upstream's retry budget (10 %).
   */
  readonly maxRetries?: number;
  /**
   * Whose quota at the upstream this uses, where several customers share its origin: a wait that the upstream asks for
   * (429 or 503 with Retry-After) then holds up this account alone. Default: one for all.
   */
  readonly account?: string;
  /** Ends the request early; it then rejects with the signal's reason. */
  readonly signal?: AbortSignal;
}

/** How the body is handed over. `json` parses; outside 2xx a body that is no JSON becomes undefined. */
export type Expect = 'json' | 'text' | 'bytes';

export interface EgressResponse<Body> {
  readonly status: number;
  /** Names in lower case; repeated headers are joined by a comma and a blank. */
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Body;
  /** URL of the last hop. */
  readonly finalUrl: string;
  readonly durationMs: number;
}

/** An answer whose body is read by the caller, under the same limits of time and size. */
export type EgressStream = Omit<EgressResponse<AsyncIterable<Buffer>>, 'durationMs'>;
