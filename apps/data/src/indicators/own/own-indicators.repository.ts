import { Injectable } from '@nestjs/common';
import { currentTeamSql, Database, uuidv7 } from '@sentrybox/database';
import { rankOf } from '../../model';
import type { OwnIndicator } from './own-indicator';

const team = currentTeamSql;
/** Names the one source of a team that no list feeds. */
const feedId = 'own-indicators';

/** What a team says itself, as sightings of a source of its own; inside the team's transaction, with the turn to write. */
@Injectable()
export class OwnIndicatorsRepository {
  constructor(private readonly database: Database) {}

  /** @returns the id of the team's indicator, and whether the team had none of that value. */
  async put(own: OwnIndicator, now: Date): Promise<{ id: string; sourceId: string; isNew: boolean }> {
    const sourceId = (await this.sourceId()) ?? (await this.createSource());
    const [created] = await this.database.query<{ id: string }>(
      `INSERT INTO data.team_indicator (team_id, id, type, lookup_key, long_value) VALUES (${team}, $1, $2, $3, $4)
       ON CONFLICT (team_id, lookup_key, type) DO NOTHING RETURNING id`,
      [uuidv7(), own.type, own.lookupKey, own.longValue],
    );
    const id = created?.id ?? (await this.idOf(own));
    await this.database.execute(
      `INSERT INTO data.team_sighting (team_id, source_id, indicator_id, first_seen_at, last_seen_at, confidence, severity,
         threat_types, tags, tlp, family, reference, expires_at)
       VALUES (${team}, $1, $2, $3, $3, $4, $5, $6, $7, $8, $9, $10, $11)
       ON CONFLICT (team_id, source_id, indicator_id) DO UPDATE SET (last_seen_at, delisted_at, confidence, severity,
         threat_types, tags, tlp, family, reference, expires_at) = (excluded.last_seen_at, NULL, excluded.confidence,
         excluded.severity, excluded.threat_types, excluded.tags, excluded.tlp, excluded.family, excluded.reference,
         excluded.expires_at)`,
      [
        sourceId,
        id,
        now,
        own.confidence,
        rankOf(own.severity),
        own.threat_types,
        own.tags,
        own.tlp,
        own.family,
        own.reference,
        own.expires_at,
      ],
    );
    await this.count(sourceId, now);
    return { id, sourceId, isNew: created !== undefined };
  }

  /** @returns whether the team said anything of it. */
  async remove(id: string, now: Date): Promise<boolean> {
    const sourceId = await this.sourceId();
    if (sourceId === undefined) return false;
    const removed = await this.database.execute(
      `DELETE FROM data.team_sighting s WHERE s.team_id = ${team} AND s.source_id = $1 AND s.indicator_id = $2`,
      [sourceId, id],
    );
    await this.database.execute(
      `DELETE FROM data.team_indicator i WHERE i.team_id = ${team} AND i.id = $1
         AND NOT EXISTS (SELECT FROM data.team_sighting s WHERE s.team_id = ${team} AND s.indicator_id = i.id)`,
      [id],
    );
    await this.count(sourceId, now);
    return removed === 1;
  }

  /** The team's row of a value that the platform may know under another id. */
  async idOf({ type, lookupKey }: Pick<OwnIndicator, 'type' | 'lookupKey'>): Promise<string> {
    const [row] = await this.database.query<{ id: string }>(
      `SELECT i.id FROM data.team_indicator i WHERE i.team_id = ${team} AND i.lookup_key = $1 AND i.type = $2`,
      [lookupKey, type],
    );
    return row?.id ?? '';
  }

  private async sourceId(): Promise<string | undefined> {
    const [row] = await this.database.query<{ id: string }>(
      `SELECT o.id FROM data.team_source o WHERE o.team_id = ${team} AND o.feed_id = $1 AND o.deleted_at IS NULL`,
      [feedId],
    );
    return row?.id;
  }

  // The team may have taken the name for a list.
  private async createSource(): Promise<string> {
    const id = uuidv7();
    await this.database.execute(
      `INSERT INTO data.team_source (team_id, id, feed_id, name, description, source_type, lineage, reliability, format, mode,
         default_confidence, default_severity, threat_types, tags, is_enabled, tlp)
       VALUES (${team}, $1::uuid, $2, CASE WHEN EXISTS (SELECT FROM data.team_source o WHERE o.team_id = ${team}
           AND lower(o.name) = 'own indicators' AND o.deleted_at IS NULL) THEN 'Own indicators ' || $1::uuid::text
           ELSE 'Own indicators' END, 'What members of the team added themselves.', 'internal', $1::uuid::text, 'A',
         '{"kind":"lines"}', 'delta', 0.8, 3, '{}', '{}', true, 'amber')`,
      [id, feedId],
    );
    return id;
  }

  private async count(sourceId: string, now: Date): Promise<void> {
    await this.database.execute(
      `UPDATE data.team_source o SET last_imported_at = $2, indicators_count = (
         SELECT count(*) FROM data.team_sighting s
         WHERE s.team_id = ${team} AND s.source_id = $1 AND s.delisted_at IS NULL)
       WHERE o.team_id = ${team} AND o.id = $1`,
      [sourceId, now],
    );
  }
}
