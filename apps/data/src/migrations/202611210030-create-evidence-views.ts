import { grantTable } from '@sentrybox/database';
import type { Migration } from '@sentrybox/database';

const columns = (scope: string) => `
    s.indicator_id,
    o.id AS source_id,
    o.name AS source_name,
    '${scope}'::text AS scope,
    o.reliability,
    o.lineage,
    s.first_seen_at,
    coalesce(s.last_seen_at, o.snapshot_at, s.first_seen_at) AS last_seen_at,
    s.delisted_at,
    coalesce(s.confidence, o.default_confidence) AS confidence,
    coalesce(s.severity, o.default_severity) AS severity,
    coalesce(s.threat_types, o.threat_types) AS threat_types,
    o.tags || coalesce(s.tags, '{}') AS tags`;

const isUsed = 'o.is_enabled AND o.deleted_at IS NULL';

/** What the sources in use say, with the source's own values where the file had none. The views check as their reader. */
export const createEvidenceViews: Migration = {
  name: '202611210030-create-evidence-views',
  up: async (sql) => {
    await sql(`
      CREATE VIEW data.evidence WITH (security_invoker = true) AS
        SELECT ${columns('platform')}
        FROM data.sighting s JOIN data.source o ON o.id = s.source_id
        WHERE ${isUsed};
      CREATE VIEW data.team_evidence WITH (security_invoker = true) AS
        SELECT s.team_id, ${columns('team')}
        FROM data.team_sighting s JOIN data.team_source o ON o.team_id = s.team_id AND o.id = s.source_id
        WHERE ${isUsed};
      ${grantTable('data', 'evidence', { api: 'select' })}
      ${grantTable('data', 'team_evidence', { api: 'select' })}`);
  },
};
