import { uuidv7 } from '@sentrybox/database';
import { GatewayInstallation, until } from '../../test/gateway-installation';
import { slowPlugin } from '../../test/scripted-plugins';
import type { SlowPlugin, SlowStep } from '../plugins';

jest.setTimeout(120_000);

const perHour = 10;
let polls = 0;

/** A sandbox that never finishes and may be asked ten times in an hour. */
function sandbox(): SlowPlugin {
  const pending = (): Promise<SlowStep> => Promise.resolve({ state: 'pending', ticket: {}, pollAfterMs: 1_000 });
  const plugin = slowPlugin('sandbox', pending, {
    maxTotalMs: 36_000_000,
    poll: () => {
      polls += 1;
      return pending();
    },
  });
  const quota = [{ limit: perHour, perSeconds: 3_600, window: 'rolling' }] as const;
  return { ...plugin, manifest: { ...plugin.manifest, class: 'sandbox', quota } };
}

let installation: GatewayInstallation;

beforeAll(async () => {
  installation = await GatewayInstallation.start();
});

afterAll(() => installation.stop());

/** Copies an analysis with its pending plugin. @param due how many are to be polled now; the others in an hour */
async function copies(id: string, { count, due }: { count: number; due: number }): Promise<void> {
  await installation.database.query(
    `with copy as (select gen_random_uuid() as id, gen_random_uuid() as work_id, n from generate_series(1, $2::int) as n),
       analyses as (
         insert into analysis.analysis (team_id, id, ioc, type, canonical, indicator_type, tlp, pap, queried_at,
           requested_by, verdict, score, assessment)
         select team_id, copy.id, ioc, type, canonical, indicator_type, tlp, pap, queried_at, requested_by, verdict,
           score, assessment
         from analysis.analysis as a, copy where a.id = $1),
       works as (
         insert into analysis.work (id, team_id, kind, due_at)
         select work_id, team_id, 'analysis-gateway.run-slow-plugin',
           case when n <= $3::int then now() else now() + interval '1 hour' end
         from analysis.analysis as a, copy where a.id = $1)
     insert into analysis.plugin_result (team_id, analysis_id, plugin, is_slow, reliability, work_id, submitted_at,
       ticket, is_open, event_no)
     select team_id, copy.id, plugin, is_slow, reliability, copy.work_id, now(), '{}', true, 0
     from analysis.plugin_result as p, copy where p.analysis_id = $1`,
    [id, count, due],
  );
}

it('1,000 pending sandboxes occupy no worker, and are polled no more often than their provider allows', async () => {
  const plugins = [sandbox()];
  const api = await installation.gateway({ plugins, role: 'api' });
  const key = installation.surroundings.key(uuidv7());
  const { id } = await api.analyse(key, { ioc: '1.1.1.1', type: 'ip' });
  await installation.database.query(`update analysis.work set state = 'cancelled', finished_at = now()`);
  await copies(id, { count: 1_000, due: 40 });
  await installation.gateway({ plugins, role: 'worker' });

  const works = () =>
    installation.database.query<{ state: string; fence: number; due_at: Date }>(
      `select state, fence::int, due_at from analysis.work where kind = 'analysis-gateway.run-slow-plugin' and state <> 'cancelled'`,
    );
  const settled = await until(async () => {
    const rows = await works();
    const isBusy = rows.some(({ state, due_at: at }) => state === 'running' || at.getTime() < Date.now() + 60_000);
    return isBusy ? undefined : rows;
  }, 90_000);

  expect(settled.map(({ state }) => state)).toEqual(settled.map(() => 'waiting'));
  expect(settled).toHaveLength(1_000);
  expect(polls).toBeGreaterThan(0);
  expect(polls).toBeLessThanOrEqual(perHour);
  // Those whose time has not come were not even looked at.
  expect(settled.filter(({ fence }) => fence === 0)).toHaveLength(960);
});
