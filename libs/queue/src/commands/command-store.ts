import { prepared } from '@sentrybox/database';
import type { Database } from '@sentrybox/database';
import type { AppName } from '@sentrybox/contracts';
import type { StoredMessage } from './command-message';

const write = prepared(`
  INSERT INTO command_outbox (id, team_id, receiver, kind, name, command_id, on_behalf_of, correlation_id, body)
  VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9) ON CONFLICT (id) DO NOTHING`);

const accept = prepared(`
  INSERT INTO command_inbox (id, team_id, sender, kind, name, command_id, on_behalf_of, correlation_id, body)
  VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9) ON CONFLICT (id) DO NOTHING`);

const received = prepared(`
  SELECT id, team_id, sender AS peer, kind, name, command_id, on_behalf_of, correlation_id, body
    FROM command_inbox WHERE team_id = $1 AND id = $2`);

const outgoing = prepared(`
  SELECT id, team_id, receiver AS peer, kind, name, command_id, on_behalf_of, correlation_id, body
    FROM command_outbox WHERE team_id = $1 AND id = ANY ($2::uuid[]) AND confirmed_at IS NULL`);

const answer = prepared(
  `UPDATE command_inbox SET answered_at = now() WHERE team_id = $1 AND id = $2 AND kind = 'command' AND answered_at IS NULL`,
);

// An outcome is not needed any more once it arrived; a command is, until its outcome does.
const confirmCommand = prepared(
  `UPDATE command_outbox SET confirmed_at = now() WHERE team_id = $1 AND id = $2 AND receiver = $3 AND kind = 'command'`,
);
const forgetOutcome = prepared(
  `DELETE FROM command_outbox WHERE team_id = $1 AND id = $2 AND receiver = $3 AND kind = 'outcome'`,
);
const forgetCommand = prepared(
  `DELETE FROM command_outbox WHERE team_id = $1 AND id = $2 AND receiver = $3 AND kind = 'command' AND name = $4`,
);

const takeDue = prepared(`
  WITH due AS (
    SELECT id FROM command_outbox WHERE confirmed_at IS NULL AND due_at <= now()
     ORDER BY due_at LIMIT 200 FOR UPDATE SKIP LOCKED)
  UPDATE command_outbox o
     SET sends = o.sends + 1,
         due_at = now() + least($1 * 2 ^ least(o.sends, 20), $2) * interval '1 millisecond'
    FROM due WHERE o.id = due.id
  RETURNING o.id, o.team_id`);

const backlog = prepared(`
  SELECT count(*)::int AS pending, coalesce(extract(epoch FROM now() - min(created_at)), 0)::float8 AS oldest_seconds
    FROM command_outbox WHERE confirmed_at IS NULL`);

interface Row {
  readonly id: string;
  readonly team_id: string;
  readonly peer: AppName;
  readonly kind: 'command' | 'outcome';
  readonly name: string;
  readonly command_id: string;
  readonly on_behalf_of: StoredMessage['onBehalfOf'] | null;
  readonly correlation_id: string;
  readonly body: unknown;
}

/** A message as a row; the peer is who gets it (outbox) or sent it (inbox). */
export interface MessageRow extends Omit<StoredMessage, 'from' | 'kind' | 'body'> {
  readonly kind: 'command' | 'outcome';
  readonly peer: AppName;
  readonly body: unknown;
}

/** Rows of durable messages. All but `takeDue` and `backlog` belong inside a transaction of their team. */
export class CommandStore {
  constructor(private readonly database: Database) {}

  /** @returns false when a message with this id was written before. */
  async write(row: MessageRow): Promise<boolean> {
    return await this.touches(write, valuesOf(row));
  }

  /** @returns false when the message was accepted before. */
  async accept(row: MessageRow): Promise<boolean> {
    return await this.touches(accept, valuesOf(row));
  }

  async received(teamId: string, id: string): Promise<MessageRow | undefined> {
    const [row] = await this.database.query<Row>(received, [teamId, id]);
    return row && rowOf(row);
  }

  /** Those of the messages that are not confirmed. */
  async outgoing(teamId: string, ids: readonly string[]): Promise<MessageRow[]> {
    return (await this.database.query<Row>(outgoing, [teamId, ids])).map(rowOf);
  }

  /** @returns false when the command has its outcome already. */
  async answer(teamId: string, commandId: string): Promise<boolean> {
    return await this.touches(answer, [teamId, commandId]);
  }

  /** The receiver has stored the message. */
  async confirm(teamId: string, id: string, receiver: AppName): Promise<void> {
    await this.database.execute(confirmCommand, [teamId, id, receiver]);
    await this.database.execute(forgetOutcome, [teamId, id, receiver]);
  }

  /** The outcome of a command has arrived. @returns false when this app sent no such command, or has its outcome. */
  async forgetCommand(teamId: string, commandId: string, receiver: AppName, name: string): Promise<boolean> {
    return await this.touches(forgetCommand, [teamId, commandId, receiver, name]);
  }

  /** Messages of all teams that are to be sent now; each is due again after a wait that doubles from `baseMs` to `capMs`. */
  async takeDue(baseMs: number, capMs: number): Promise<ReadonlyMap<string, readonly string[]>> {
    const rows = await this.database.work(() =>
      this.database.query<{ id: string; team_id: string }>(takeDue, [baseMs, capMs]),
    );
    return byTeamOf(rows);
  }

  async backlog(): Promise<{ pending: number; oldestSeconds: number }> {
    const [row] = await this.database.work(() =>
      this.database.query<{ pending: number; oldest_seconds: number }>(backlog),
    );
    return { pending: row?.pending ?? 0, oldestSeconds: row?.oldest_seconds ?? 0 };
  }

  private async touches(statement: typeof write, values: readonly unknown[]): Promise<boolean> {
    return (await this.database.execute(statement, values)) === 1;
  }
}

function byTeamOf(rows: readonly { id: string; team_id: string }[]): ReadonlyMap<string, readonly string[]> {
  const byTeam = new Map<string, string[]>();
  for (const { id, team_id: teamId } of rows) byTeam.set(teamId, [...(byTeam.get(teamId) ?? []), id]);
  return byTeam;
}

function valuesOf(row: MessageRow): unknown[] {
  const onBehalfOf = row.onBehalfOf === undefined ? null : JSON.stringify(row.onBehalfOf);
  const { id, teamId, peer, kind, name, commandId, correlationId, body } = row;
  return [id, teamId, peer, kind, name, commandId, onBehalfOf, correlationId, JSON.stringify(body)];
}

function rowOf(row: Row): MessageRow {
  const { id, team_id: teamId, peer, kind, name, command_id: commandId, correlation_id: correlationId, body } = row;
  return { id, teamId, peer, kind, name, commandId, correlationId, onBehalfOf: row.on_behalf_of ?? undefined, body };
}
