import { json, request, startFixtureServer } from '@sentrybox/testing';
import type { FixtureServer } from '@sentrybox/testing';
import type { Client } from 'pg';
import { onFreshInstallation } from '../harness/installation';
import type { Installation, OpenedInstallation } from '../harness/installation';
import { cpuSeconds, pssMiB } from '../harness/process-usage';
import type { Arena, Measurement, Scenario } from '../harness/scenario';
import { spreadOf } from '../harness/statistics';

const path = '/api/v1/analysis';
const pending = 1_000;
const seconds = 15;
const sampleEveryMs = 50;
const settleTimeoutMs = 60_000;
const minuteMs = 60_000;
/** What the manifest of the plugin `cape` says: the default of CAPEv2 for one user. */
const allowedPerMinute = 5;

export const analysisPending: Scenario = {
  name: 'analysis-pending',
  title: 'Pending sandboxes',
  description:
    `${pending.toLocaleString('en')} URLs lie in one CAPEv2 (a server on loopback that never has a report), which allows ` +
    `${String(allowedPerMinute)} questions a minute. All of them were due at once; settled_s is the time until each has a ` +
    `turn of its own. Then, for ${String(seconds)} s per round, PostgreSQL is asked every ${String(sampleEveryMs)} ms how ` +
    'many pieces of work are being done: the value is the median, busy_mean and busy_most are of the same samples. ' +
    'most_polls_a_minute is counted at the far end over its whole life, in any 60 s. CPU and memory are those of ' +
    'analysis-gateway, which accepts and works in one process. The baseline is the same installation with nothing pending. ' +
    'Only the first submission goes over the interface: submitting all would take the sandbox hours.',
  unit: 'busy workers',
  isHigherBetter: false,
  rounds: 3,
  hasWarmUp: false,
  open,
};

async function open(): Promise<Arena> {
  const sandbox = new Sandbox(await sandboxServer());
  const environment = { CAPE_URL: sandbox.url };
  return await onFreshInstallation(
    (idle) =>
      onFreshInstallation(async (loaded) => {
        const settledMs = await fill(loaded);
        return {
          contestants: [
            {
              name: 'nothing pending',
              isBaseline: true,
              measure: () => watch(idle),
            },
            {
              name: `${pending.toLocaleString('en')} pending sandboxes`,
              isBaseline: false,
              limit: 0,
              detailLimits: { most_polls_a_minute: allowedPerMinute },
              measure: async () => {
                const { details, ...measured } = await watch(loaded);
                const own = { most_polls_a_minute: sandbox.mostPollsAMinute(), settled_s: settledMs / 1_000 };
                return { ...measured, details: { ...details, ...own } };
              },
            },
          ],
          close: async () => {
            await loaded.close();
            await idle.close();
            await sandbox.close();
          },
        };
      }, environment),
    environment,
  );
}

/** CAPEv2, "Task Create (URL)" and "Task Status": it takes every URL and is never done. */
async function sandboxServer(): Promise<FixtureServer> {
  return await startFixtureServer({
    'POST /apiv2/tasks/create/url/': json(200, { error: false, data: { task_ids: [1] } }),
  });
}

class Sandbox {
  private readonly polledAt: number[] = [];

  constructor(private readonly server: FixtureServer) {
    server.on('GET /apiv2/tasks/status/*', (response, asked) => {
      this.polledAt.push(performance.now());
      json(200, { error: false, data: 'running' })(response, asked);
    });
  }

  get url(): string {
    return this.server.url;
  }

  /** @throws Error when nobody ever asked: then nothing was measured */
  mostPollsAMinute(): number {
    if (this.polledAt.length === 0) throw new Error('The sandbox was never polled.');
    return Math.max(
      ...this.polledAt.map((from) => this.polledAt.filter((at) => at >= from && at < from + minuteMs).length),
    );
  }

  close(): Promise<void> {
    return this.server.close();
  }
}

/** @returns milliseconds until none of them is due any more */
async function fill({ installation, client }: OpenedInstallation): Promise<number> {
  const id = await submit(installation);
  await until(async () => {
    const { rows } = await client.query(`select from analysis.plugin_result where ticket is not null`);
    return rows.length === 1;
  });
  await client.query(copies, [id, pending - 1]);
  const startedMs = performance.now();
  await until(async () => {
    const { rows } = await client.query(
      `select from analysis.work where kind = 'analysis-gateway.run-slow-plugin'
       and (state <> 'waiting' or due_at < now()) limit 1`,
    );
    return rows.length === 0;
  });
  return performance.now() - startedMs;
}

async function submit({ urls, apiKey }: Installation): Promise<string> {
  const body = { ioc: 'http://pending.example.org/', type: 'url', plugins: ['cape'] };
  const answer = await request(`${urls['analysis-gateway']}${path}`, { credential: apiKey, body });
  if (answer.status !== 200) throw new Error(`${path} answered ${answer.status}.`);
  return (answer.body as { readonly id: string }).id; // as the contract says of 200
}

/** $1 is an analysis whose plugin was submitted, $2 how many more there shall be, all to be polled now. */
const copies = `
  with copy as (select gen_random_uuid() as id, gen_random_uuid() as work_id from generate_series(1, $2::int)),
    analyses as (
      insert into analysis.analysis (team_id, id, ioc, type, canonical, indicator_type, tlp, pap, queried_at,
        requested_by, verdict, score, assessment)
      select team_id, copy.id, ioc, type, canonical, indicator_type, tlp, pap, queried_at, requested_by, verdict, score,
        assessment
      from analysis.analysis as a, copy where a.id = $1),
    works as (
      insert into analysis.work (id, team_id, kind, due_at)
      select work_id, team_id, 'analysis-gateway.run-slow-plugin', now()
      from analysis.analysis as a, copy where a.id = $1)
  insert into analysis.plugin_result (team_id, analysis_id, plugin, is_slow, reliability, work_id, submitted_at, ticket,
    submitting_since, is_open, event_no)
  select team_id, copy.id, plugin, is_slow, reliability, copy.work_id, now(), ticket, submitting_since, true, 0
  from analysis.plugin_result as p, copy where p.analysis_id = $1`;

async function until(isSo: () => Promise<boolean>): Promise<void> {
  const deadline = performance.now() + settleTimeoutMs;
  while (!(await isSo())) {
    if (performance.now() > deadline) throw new Error('The works do not settle.');
    await new Promise((resolve) => setTimeout(resolve, sampleEveryMs));
  }
}

async function watch({ installation, client }: OpenedInstallation): Promise<Measurement> {
  const pids = [installation.pidOf('analysis-gateway')];
  const before = cpuSeconds(pids);
  const busy: number[] = [];
  const endsAt = performance.now() + seconds * 1_000;
  while (performance.now() < endsAt) {
    busy.push(await busyWorkers(client));
    await new Promise((resolve) => setTimeout(resolve, sampleEveryMs));
  }
  const used = cpuSeconds(pids) - before;
  return {
    value: spreadOf(busy).median,
    details: {
      busy_mean: busy.reduce((sum, each) => sum + each, 0) / busy.length,
      busy_most: Math.max(...busy),
      cpu_percent: (100 * used) / seconds,
    },
    usage: { cpuSeconds: used, memoryMiB: pssMiB(pids) },
  };
}

async function busyWorkers(client: Client): Promise<number> {
  const { rows } = await client.query<{ count: number }>(
    `select count(*)::int as count from analysis.work where state = 'running'`,
  );
  return rows[0]?.count ?? 0;
}
