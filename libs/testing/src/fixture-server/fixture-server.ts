import { createServer } from 'node:http';
import type { IncomingMessage, RequestListener, ServerResponse } from 'node:http';
import { createServer as createTlsServer } from 'node:https';
import type { AddressInfo } from 'node:net';
import type { Answer } from './answers';
import { json } from './answers';
import type { RecordedRequest } from './recorded-request';

/**
 * `'GET /path'` to its answer. A path may end in `*` for everything that begins with it. An array is a sequence: one
 * answer per request, the last one stays.
 */
export type FixtureRoutes = Readonly<Record<string, Answer | readonly Answer[]>>;

export interface FixtureServerOptions {
  /** PEM key and certificate: the server then speaks https. */
  readonly tls?: { readonly key: string; readonly cert: string };
}

export interface FixtureServer {
  /** `http://127.0.0.1:port`, without a slash at the end. */
  readonly url: string;
  readonly port: number;
  /** Everything that was asked, in order of arrival, also what no route answers (404). */
  readonly requests: readonly RecordedRequest[];
  /** TCP connections accepted so far: 0 proves that nobody dialled. */
  connectionCount(): number;
  /** Replaces the answer of a route, or adds one. */
  on(route: string, answer: Answer | readonly Answer[]): void;
  /** Ends every connection, also hanging ones. */
  close(): Promise<void>;
}

/** A real HTTP server on loopback, any free port, that plays declared answers and failures. */
export async function startFixtureServer(
  routes: FixtureRoutes = {},
  options: FixtureServerOptions = {},
): Promise<FixtureServer> {
  const table = new Map(Object.entries(routes));
  const turns = new Map<string, number>();
  const requests: RecordedRequest[] = [];
  const listener: RequestListener = (incoming, response) => {
    void play(incoming, response, requests, (request) => answerFor(table, turns, request));
  };
  const server = options.tls === undefined ? createServer(listener) : createTlsServer(options.tls, listener);
  let connections = 0;
  server.on('connection', () => {
    connections += 1;
  });
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject).listen(0, '127.0.0.1', resolve);
  });
  const { port } = server.address() as AddressInfo; // a TCP server that listens has one
  return {
    url: `${options.tls === undefined ? 'http' : 'https'}://127.0.0.1:${port}`,
    port,
    requests,
    connectionCount: () => connections,
    on: (route, answer) => {
      table.set(route, answer);
      turns.delete(route);
    },
    close: () =>
      new Promise((resolve) => {
        server.close(() => {
          resolve();
        });
        server.closeAllConnections();
      }),
  };
}

async function play(
  incoming: IncomingMessage,
  response: ServerResponse,
  requests: RecordedRequest[],
  choose: (request: RecordedRequest) => Answer,
): Promise<void> {
  const chunks: Buffer[] = [];
  try {
    for await (const chunk of incoming as AsyncIterable<Buffer>) {
      chunks.push(chunk);
    }
  } catch {
    return; // the client hung up while it was sending
  }
  const [path = '', query = ''] = (incoming.url ?? '').split('?', 2);
  const request: RecordedRequest = {
    method: incoming.method ?? '',
    path,
    query: Object.fromEntries(new URLSearchParams(query)),
    headers: incoming.headers,
    body: Buffer.concat(chunks).toString('utf8'),
  };
  requests.push(request);
  choose(request)(response, request);
}

function answerFor(
  table: ReadonlyMap<string, Answer | readonly Answer[]>,
  turns: Map<string, number>,
  { method, path }: RecordedRequest,
): Answer {
  const asked = `${method} ${path}`;
  const route = [...table.keys()].find((key) =>
    key.endsWith('*') ? asked.startsWith(key.slice(0, -1)) : key === asked,
  );
  const answer = route === undefined ? undefined : table.get(route);
  if (route === undefined || answer === undefined) {
    return json(404, { error: 'the fixture has no such route' });
  }
  if (typeof answer === 'function') {
    return answer;
  }
  const turn = turns.get(route) ?? 0;
  turns.set(route, turn + 1);
  const played = answer[Math.min(turn, answer.length - 1)];
  return played ?? json(404, { error: 'the fixture has no answer left' });
}
