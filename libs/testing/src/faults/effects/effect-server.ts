import { randomUUID } from 'node:crypto';
import { createServer } from 'node:http';
import type { IncomingMessage, ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';

interface Scan {
  readonly id: string;
  readonly url: string;
  readonly tags: readonly string[];
  readonly at: number;
}

/** Until the source shows a result, and the longest that it takes for the answer to a submission. */
const scanTakesMs = 3_000;
const longestAnswerMs = 800;

/**
 * The far end of a chaos run, in a process of its own that no fault touches: urlscan.io as its API documents it
 * ("Submission", "Result", "Search"), which counts what it was made to do. `GET /effects` tells each address with its
 * count. The scan exists before its answer leaves, so that whoever is killed while it waits has caused an effect.
 */
export function serveEffects(): void {
  const scans: Scan[] = [];
  const server = createServer((request, response) => {
    void handle(scans, request, response).catch(() => response.destroy());
  });
  server.listen(0, '127.0.0.1', () => {
    const { port } = server.address() as AddressInfo; // a TCP server that listens has one
    process.stdout.write(`${port}\n`);
  });
  // The pipe closes when the run dies, however it dies.
  process.stdin.resume().on('end', () => process.exit(0));
}

async function handle(scans: Scan[], request: IncomingMessage, response: ServerResponse): Promise<void> {
  const { pathname, searchParams } = new URL(request.url ?? '/', 'http://far.end');
  if (pathname === '/effects') {
    const counts: Record<string, number> = {};
    for (const { url } of scans) counts[url] = (counts[url] ?? 0) + 1;
    answer(response, 200, counts);
  } else if (request.method === 'POST' && pathname === '/api/v1/scan/') {
    await submit(scans, request, response);
  } else if (pathname === '/api/v1/search/') {
    const results = search(scans, searchParams.get('q') ?? '').map(({ id }) => ({ _id: id, task: { uuid: id } }));
    answer(response, 200, { results, total: results.length });
  } else {
    const scan = scans.find(({ id }) => pathname === `/api/v1/result/${id}/`);
    if (scan === undefined || !isDone(scan)) answer(response, 404, { message: 'Not Found', status: 404 });
    else answer(response, 200, resultOf(scan));
  }
}

/** What has been scanned and has the tag; the only kind of query there is here. */
function search(scans: readonly Scan[], query: string): Scan[] {
  const tag = /"(.+)"/.exec(query)?.[1] ?? '';
  return scans.filter((scan) => scan.tags.includes(tag) && isDone(scan));
}

async function submit(scans: Scan[], request: IncomingMessage, response: ServerResponse): Promise<void> {
  const { url, tags } = JSON.parse(await text(request)) as { url: string; tags: string[] }; // the product's own shape
  const scan = { id: randomUUID(), url, tags, at: performance.now() };
  scans.push(scan);
  await sleep(Math.random() * longestAnswerMs);
  answer(response, 200, { message: 'Submission successful', uuid: scan.id, visibility: 'private' });
}

const isDone = ({ at }: Scan) => performance.now() - at >= scanTakesMs;

const resultOf = ({ id, url }: Scan) => ({
  task: { uuid: id, time: new Date().toISOString(), url, visibility: 'private' },
  page: { url },
  verdicts: { overall: { score: 0, malicious: false, categories: [], brands: [], hasVerdicts: false } },
});

async function text(request: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of request as AsyncIterable<Buffer>) chunks.push(chunk);
  return Buffer.concat(chunks).toString('utf8');
}

function answer(response: ServerResponse, status: number, body: object): void {
  response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body));
}
