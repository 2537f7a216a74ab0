import { prepared, uuidv7 } from '@sentrybox/database';
import type { Database } from '@sentrybox/database';
import { platformTeamId } from '@sentrybox/contracts';

// By the database's clock, in whole periods since 1970 UTC: no summer time, no argument between hosts. The row of the
// kind is locked by the first who moves it on, so each tick makes one row of work, and a clock set back makes none.
const tick = prepared(`
  WITH now_at AS (
    SELECT to_timestamp(floor((extract(epoch FROM now()) - $3) / $2) * $2 + $3) AS tick_at),
  moved AS (
    INSERT INTO work_tick (kind, last_tick_at) SELECT $1, tick_at FROM now_at
     WHERE NOT EXISTS (SELECT 1 FROM work_tick t WHERE t.kind = $1 AND t.last_tick_at >= now_at.tick_at)
    ON CONFLICT (kind) DO UPDATE SET last_tick_at = excluded.last_tick_at
     WHERE work_tick.last_tick_at < excluded.last_tick_at
    RETURNING kind)
  INSERT INTO work (id, team_id, kind) SELECT $4::uuid, '${platformTeamId}'::uuid, kind FROM moved`);

/** Makes the rows of recurring work, on the work role. */
export class TickStore {
  constructor(private readonly database: Database) {}

  /** @returns whether this call made the row of the current tick. */
  async tick(kind: string, everySeconds: number, offsetSeconds: number): Promise<boolean> {
    const values = [kind, everySeconds, offsetSeconds, uuidv7()];
    return (await this.database.work(() => this.database.execute(tick, values))) === 1;
  }
}
