import { setImmediate } from 'node:timers/promises';
import { Worker } from 'node:worker_threads';
import { extractIndicators, maxActionTextBytes } from '@sentrybox/contracts';
import { writeAnswer } from './text-actions';
import type { TextTask } from './text-actions';
import { ThreadPool } from './thread-pool';

/** Loads the thread as it is built: a thread has a module loader of its own, which knows no TypeScript. */
const source = `
  const Module = require('node:module');
  const { readFileSync } = require('node:fs');
  const { transformSync } = require('@swc/core');
  const options = {
    swcrc: false,
    jsc: { parser: { syntax: 'typescript', decorators: true }, transform: { legacyDecorator: true }, target: 'es2023' },
    module: { type: 'commonjs' },
  };
  Module._extensions['.ts'] = (module, file) =>
    module._compile(transformSync(readFileSync(file, 'utf8'), options).code, file);
  const resolve = Module._resolveFilename;
  Module._resolveFilename = (request, ...rest) =>
    resolve(request.replace(/^@sentrybox\\/([a-z-]+)$/, process.cwd() + '/libs/$1/src/index.ts'), ...rest);
  require(${JSON.stringify(require.resolve('./text-thread'))});`;

const pool = new ThreadPool<TextTask, Uint8Array>({
  start: () => new Worker(source, { eval: true }),
  size: 1,
  maxWaiting: 1,
  limitMs: 120_000,
});

afterAll(() => pool.close());

const parsed = (bytes: Uint8Array): unknown => JSON.parse(Buffer.from(bytes).toString());

it('answers what is answered without a thread', async () => {
  const task = { action: 'extract', body: { text: 'hxxp://evil[.]com/ä from 8.8.8.8', detailed: true } } as const;

  const answer = parsed(await pool.run(task));

  expect(answer).toEqual(parsed(writeAnswer(task.action, task.body)));
  expect(answer).toMatchObject({ indicators: { url: ['http://evil.com/%C3%A4'], ip: ['8.8.8.8'] } });
});

it('finds, checks and writes the hits of a dense text while the event loop goes on', async () => {
  const text = Array.from({ length: 50_000 }, (_, line) => `host-${line}.example.com`)
    .join('\n')
    .slice(0, maxActionTextBytes);
  const progress = { isDone: false };
  let turns = 0;

  const running = pool
    .run({ action: 'extract', body: { text, detailed: true } })
    .finally(() => (progress.isDone = true));
  for (; !progress.isDone; turns++) await setImmediate();
  const bytes = await running;

  expect(turns).toBeGreaterThan(100);
  // Bytes, not objects: nothing is left for the event loop but to send them.
  expect(bytes).toBeInstanceOf(Uint8Array);
  expect(extractIndicators.responses[200].parse(parsed(bytes)).hits?.length).toBeGreaterThan(40_000);
});
