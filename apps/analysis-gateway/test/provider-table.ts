import { json } from '@sentrybox/testing';
import type { Answer } from '@sentrybox/testing';
import type { Indicator, Plugin, PluginOutcome } from '../src/plugins';
import { mutationsOf } from './mutations';
import { PluginBench, secretCanary } from './plugin-bench';
import { failures, jsonFailures } from './provider-failures';
import type { Failure } from './provider-failures';

type Routes = Readonly<Record<string, Answer | readonly Answer[]>>;

/** One answer of the source and what the plugin makes of it. */
interface Fixture {
  readonly name: string;
  /** Document of the source that shows this answer. */
  readonly document: string;
  readonly indicator: Indicator;
  /** Default: the table's. */
  readonly route?: string;
  readonly status?: number;
  /** In the source's own shape, with fields that the plugin does not read. */
  readonly body: unknown;
  /** Matched against the outcome. */
  readonly expected: object;
  /** Fields without which there is no answer: each, renamed, is drift at exactly this path. */
  readonly essential?: readonly string[];
  /** Fields whose absence the source documents as another answer, so that nobody can tell it from another name. */
  readonly mayBeAbsent?: readonly string[];
}

export interface ProviderTable {
  readonly plugin: () => Plugin;
  readonly settings?: Readonly<Record<string, string | number | boolean>>;
  /** Default: the whole way to an outcome. */
  readonly ask?: (bench: PluginBench, indicator: Indicator, timeoutMs?: number) => Promise<unknown>;
  /** Where the question goes that the fixtures answer, such as `GET /api/*`. */
  readonly route: string;
  /** What the other questions of the plugin are answered, such as the submission before a poll. */
  readonly others?: Routes;
  readonly fixtures: readonly Fixture[];
  /** Statuses and names of failures that mean something of the source's own; the spec says what. */
  readonly own?: readonly (number | string)[];
  readonly format?: 'json' | 'text';
}

/**
 * What a plugin makes of everything its source can say: the fixtures, every failure of HTTP, and every field of the
 * fixtures under another name or of another type, which may be an error and may be ignored, and never is another answer.
 */
export function describeProvider(title: string, table: ProviderTable, own: (bench: () => PluginBench) => void): void {
  describe(title, () => {
    let bench: PluginBench;

    beforeEach(async () => {
      bench = await PluginBench.start(table.plugin(), table.settings);
    });

    afterEach(() => bench.close());

    it.each(table.fixtures)('tells of $name ($document)', async (fixture) => {
      play(bench, table, fixture, bodyAnswer(fixture, fixture.body));
      expect(await ask(bench, table, fixture)).toMatchObject(fixture.expected);
    });

    it.each(failuresOf(table))('G06 F08 $name is an error $code, never an answer', async ({ answer, code }) => {
      const fixture = firstOf(table);
      play(bench, table, fixture, answer);
      const timeoutMs = code === 'timeout' ? 150 : 5_000;
      const failure: unknown = await ask(bench, table, fixture, timeoutMs).catch((thrown: unknown) => thrown);
      expect(failure).toMatchObject({ name: 'PluginError', pluginCode: code });
      expect(String(failure)).not.toContain('text that nobody shows');
      // G07
      expect(String(failure)).not.toContain(secretCanary);
      if (code === 'invalid_response') expect(bench.drift.fields).toHaveLength(1);
    });

    it('passes the wait that the source asks for on', async () => {
      const fixture = firstOf(table);
      play(bench, table, fixture, json(429, {}, { 'retry-after': '30' }));
      await expect(ask(bench, table, fixture)).rejects.toMatchObject({
        pluginCode: 'quota',
        retryAfterSeconds: 30,
        isRetryable: true,
      });
    });

    if (table.format !== 'text') describeDrift(table, () => bench);
    own(() => bench);
  });
}

function describeDrift(table: ProviderTable, bench: () => PluginBench): void {
  const cases = table.fixtures
    .filter(({ body }) => typeof body === 'object')
    .map((fixture) => [fixture.name, fixture] as const);

  it.each(cases)(
    'no field of %s under another name or of another type makes another answer of it',
    async (_name, fixture) => {
      play(bench(), table, fixture, bodyAnswer(fixture, fixture.body));
      const before = JSON.stringify(judged(await ask(bench(), table, fixture)));
      for (const { path, renamed, retyped } of mutationsOf(fixture.body)) {
        if (fixture.mayBeAbsent?.includes(path)) continue;
        for (const body of [renamed, retyped]) {
          play(bench(), table, fixture, bodyAnswer(fixture, body));
          const after: unknown = await ask(bench(), table, fixture).then(judged, codeOf);
          if (after !== 'invalid_response') expect([path, JSON.stringify(after)]).toEqual([path, before]);
        }
      }
    },
  );

  it.each(essentialsOf(table))('%s: %s under another name is drift, and an error', async (_name, field, fixture) => {
    const mutation = mutationsOf(fixture.body).find(({ path }) => path === field);
    if (mutation === undefined) throw new Error(`The fixture has no field ${field}.`);
    play(bench(), table, fixture, bodyAnswer(fixture, mutation.renamed));
    await expect(ask(bench(), table, fixture)).rejects.toMatchObject({ pluginCode: 'invalid_response' });
    expect(bench().drift.fields).toEqual([field]);
  });
}

// What a verdict rests on, age included: undated evidence counts as fresh. A caption may be lost with its field.
function judged(answer: unknown): unknown {
  const outcome = answer as PluginOutcome; // or what the table asks for instead, which is compared as it is
  if (outcome.status !== 'ok') return outcome.status;
  if (!('evidence' in outcome)) return answer;
  return outcome.evidence.map(({ claim, strength, signals, observed_at: at }) => ({ claim, strength, signals, at }));
}

function ask(bench: PluginBench, table: ProviderTable, { indicator }: Fixture, timeoutMs?: number): Promise<unknown> {
  return table.ask?.(bench, indicator, timeoutMs) ?? bench.outcome(indicator, timeoutMs);
}

function codeOf(error: unknown): unknown {
  return typeof error === 'object' && error !== null && 'pluginCode' in error ? error.pluginCode : error;
}

function essentialsOf({ fixtures }: ProviderTable): [string, string, Fixture][] {
  const rows = fixtures.flatMap((fixture) =>
    (fixture.essential ?? []).map((field): [string, string, Fixture] => [fixture.name, field, fixture]),
  );
  if (rows.length === 0) throw new Error('A table names the fields without which there is no answer.');
  return rows;
}

function failuresOf({ format, own = [] }: ProviderTable): readonly Failure[] {
  const all = format === 'text' ? failures : [...failures, ...jsonFailures];
  return all.filter(({ name, status }) => !own.includes(name) && (status === undefined || !own.includes(status)));
}

function firstOf({ fixtures }: ProviderTable): Fixture {
  const [first] = fixtures;
  if (first === undefined) throw new Error('A table without fixtures proves nothing.');
  return first;
}

function play(bench: PluginBench, table: ProviderTable, { route = table.route }: Fixture, answer: Answer): void {
  for (const [other, played] of Object.entries(table.others ?? {})) bench.server.on(other, played);
  bench.server.on(route, answer);
}

function bodyAnswer({ status = 200 }: Fixture, body: unknown): Answer {
  return typeof body === 'string'
    ? (response) => response.writeHead(status, { 'content-type': 'text/plain' }).end(body)
    : json(status, body);
}
