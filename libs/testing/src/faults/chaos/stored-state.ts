import type { FinalState, StoredWork } from '../history/check';
import { askPostgres } from '../nemesis/server-processes';
import { endOf, operationOf } from './clients';

interface Row {
  readonly id: string;
  readonly ioc: string;
  readonly team: string;
  readonly status: string | null;
  readonly code: string | null;
  readonly is_over: boolean;
}

/** How much accepted work has not ended. */
export async function openWork(databaseUrl: string): Promise<number> {
  const [row] = await askPostgres<{ count: number }>(
    databaseUrl,
    `select ((select count(*) from analysis.plugin_result where result is null)
           + (select count(*) from analysis.work where state in ('waiting', 'running')
                and kind = 'analysis-gateway.run-slow-plugin'))::int as count`,
  );
  return row?.count ?? 0;
}

/** Everything that the promises are about, read from the database past every wall. */
export async function readFinalState(databaseUrl: string, effects: ReadonlyMap<string, number>): Promise<FinalState> {
  const rows = await askPostgres<Row>(
    databaseUrl,
    `select a.id, a.ioc, p.team_id as team, p.result->>'status' as status, p.result->'error'->>'code' as code,
            coalesce(w.state in ('done', 'failed', 'cancelled'), true) as is_over
       from analysis.analysis as a
       join analysis.plugin_result as p on p.analysis_id = a.id
       left join analysis.work as w on w.id = p.work_id
      where p.plugin = 'urlscan'`,
  );
  const audited = await askPostgres<{ operation: string; team: string }>(
    databaseUrl,
    `select distinct request_id as operation, team_id as team from audit.event where request_id like 'op-%'`,
  );
  return {
    work: rows.map(storedWork),
    effects: new Map([...effects].map(([address, count]) => [operationOf(address), count])),
    audited,
  };
}

function storedWork({ id, ioc, team, status, code, is_over: isOver }: Row): StoredWork {
  const state = status === null || !isOver ? 'pending' : endOf(status, code);
  return { id, operation: operationOf(ioc), team, state };
}
