import type { IncomingHttpHeaders } from 'node:http';

/** What a client sent, as it arrived. */
export interface RecordedRequest {
  readonly method: string;
  /** Path as sent, still encoded, without the query. */
  readonly path: string;
  readonly query: Readonly<Record<string, string>>;
  readonly headers: IncomingHttpHeaders;
  readonly body: string;
}
