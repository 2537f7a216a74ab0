import type { Egress } from '@sentrybox/egress';
import { z } from 'zod';
import type { Asking } from './asking';
import { FetchFailed, failureOfStatus } from './fetch-outcome';

/** Feeds of MISP go back for years (MISP issue 8115): only the newest events are taken, in one run. */
const mostEvents = 500;
const manifestBytes = 67_108_864;
const eventBytes = 33_554_432;
const timeoutMs = 60_000;

const manifestSchema = z.record(
  z.uuid(),
  z.object({ timestamp: z.union([z.string(), z.number()]).transform(Number).catch(0) }),
);

/**
 * The newest events of a MISP feed: its manifest names them, a file each. They come behind each other, as the parser of
 * format `misp` takes them.
 * @throws FetchFailed, EgressError
 */
export async function* mispEvents(egress: Egress, asking: Asking, url: string): AsyncGenerator<Buffer, void> {
  const folder = url.endsWith('/') ? url : `${url}/`;
  const manifest = manifestSchema.safeParse(parsed(await get(egress, asking, `${folder}manifest.json`, manifestBytes)));
  if (!manifest.success) throw notMisp('The manifest of the feed is none of MISP.');
  const newest = Object.entries(manifest.data)
    .sort(([, one], [, other]) => other.timestamp - one.timestamp)
    .slice(0, mostEvents);
  let left = asking.maxBytes;
  for (const [uuid] of newest) {
    const event = await get(egress, asking, `${folder}${uuid}.json`, eventBytes);
    left -= event.length;
    if (left < 0) return; // older ones than fit are left for good
    yield event;
    yield Buffer.from('\n');
  }
}

async function get(egress: Egress, asking: Asking, url: string, maxBytes: number): Promise<Buffer> {
  const { profile, headers, redirects, signal } = asking;
  const answer = await egress.request(profile, {
    method: 'GET',
    url,
    headers,
    redirects,
    signal,
    maxBytes,
    timeoutMs,
    maxRetries: 1,
    expect: 'bytes',
  });
  const fault = failureOfStatus(answer.status);
  if (fault !== undefined) throw new FetchFailed({ kind: 'failed', ...fault, httpStatus: answer.status });
  return answer.body;
}

function parsed(text: Buffer): unknown {
  try {
    return JSON.parse(text.toString('utf8'));
  } catch {
    throw notMisp('The manifest of the feed is no JSON.');
  }
}

function notMisp(message: string): FetchFailed {
  return new FetchFailed({ kind: 'failed', code: 'invalid_response', message, httpStatus: 200, isPassing: false });
}
