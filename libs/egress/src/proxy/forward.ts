import { request as httpRequest } from 'node:http';
import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Socket } from 'node:net';
import { pipeline } from 'node:stream/promises';
import { EgressError } from '../egress.errors';
import { meter } from './meter';
import { openSocket } from './open-socket';
import type { Passage } from './passage';
import { forwardUrl, targetOf } from './proxy-target';
import { idleTimeoutMs } from './tunnel';

const maxHeaderBytes = 16_384;

/** Headers of one connection only (RFC 9110 7.6.1); those that `Connection` names come on top. */
const hopByHop = new Set([
  ...['connection', 'keep-alive', 'proxy-authenticate', 'proxy-authorization', 'proxy-connection'],
  ...['te', 'trailer', 'transfer-encoding', 'upgrade', 'expect', 'host'],
]);

/** Serves a request in absolute form (`GET http://host/path`). Redirects go back to the client. Never rejects. */
export async function forward(passage: Passage, request: IncomingMessage, response: ServerResponse): Promise<void> {
  const { lease, policy, dial } = passage;
  lease.hold(request.socket);
  if (!URL.canParse(request.url ?? '')) {
    passage.refuseMalformed();
    return;
  }
  let url: URL;
  let upstream: Socket;
  try {
    url = forwardUrl(lease.profile, request.url ?? '');
    passage.target = targetOf(url);
    upstream = await openSocket(lease.profile, passage.target, policy, dial);
  } catch (error) {
    passage.refuse(error);
    return;
  }
  lease.hold(upstream);
  upstream.setTimeout(idleTimeoutMs, () => upstream.destroy());
  try {
    await exchange(passage, request, response, url, upstream);
    passage.end('ok');
  } catch (error) {
    upstream.destroy();
    if (response.headersSent) {
      response.destroy();
      passage.end('cut');
    } else {
      passage.refuse(error);
    }
  }
}

async function exchange(
  passage: Passage,
  request: IncomingMessage,
  response: ServerResponse,
  url: URL,
  upstream: Socket,
): Promise<void> {
  const { lease } = passage;
  const headers = endToEnd(request.rawHeaders, request.headers.connection);
  if (!lease.spend(headers.join('').length + url.href.length)) {
    throw new EgressError('too_large');
  }
  // One connection per request, and exactly the one that was judged.
  const outgoing = httpRequest({
    createConnection: () => upstream,
    method: request.method,
    path: url.pathname + url.search,
    headers: [...headers, 'Host', url.host, 'Connection', 'close', ...framing(request)],
    maxHeaderSize: maxHeaderBytes,
  });
  const answered = new Promise<IncomingMessage>((resolve, reject) => {
    outgoing.once('response', resolve).on('error', reject);
    response.once('close', () => {
      reject(new EgressError('unreachable'));
    });
  });
  const sent = pipeline(
    request,
    meter(lease, (count) => (passage.bytesSent += count)),
    outgoing,
  );
  // An upstream may answer before it has read everything; that it then stops reading is no failure.
  sent.catch(() => undefined);
  const incoming = await answered;
  response.writeHead(incoming.statusCode ?? 502, endToEnd(incoming.rawHeaders, incoming.headers.connection));
  await pipeline(
    incoming,
    meter(lease, (count) => (passage.bytesReceived += count)),
    response,
  );
}

/** A body of unknown length keeps its framing; Node would send that of a GET without any. */
function framing(request: IncomingMessage): string[] {
  return request.headers['transfer-encoding'] === undefined ? [] : ['Transfer-Encoding', 'chunked'];
}

/** Name and value in turn, as Node has them. */
function endToEnd(rawHeaders: readonly string[], connection: string | undefined): string[] {
  const dropped = new Set([...hopByHop, ...(connection ?? '').split(',').map((name) => name.trim().toLowerCase())]);
  const kept: string[] = [];
  for (let index = 0; index + 1 < rawHeaders.length; index += 2) {
    const [name = '', value = ''] = rawHeaders.slice(index, index + 2);
    if (!dropped.has(name.toLowerCase())) {
      kept.push(name, value);
    }
  }
  return kept;
}
