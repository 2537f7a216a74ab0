import type { AppName } from '@sentrybox/contracts';
import { appNames, schemaOf } from '@sentrybox/contracts';

/** A row of audit.event as it is read. */
export interface StoredEvent {
  readonly id: string;
  readonly recorded_at: Date;
  readonly service: string;
  readonly team_id: string | null;
  readonly actor_kind: string | null;
  readonly actor_id: string | null;
  readonly action: string;
  readonly object_type: string | null;
  readonly object_id: string | null;
  readonly outcome: 'success' | 'failure';
  readonly ip: string | null;
  readonly request_id: string | null;
  readonly details: Readonly<Record<string, string | number | boolean>>;
  /** Exact to the microsecond, for cursors. */
  readonly position: string;
}

const appOfSchema = new Map<string, AppName>(appNames.map((app) => [schemaOf[app], app]));

export function auditEventView(event: StoredEvent) {
  const { object_type: type, object_id: id } = event;
  return {
    id: event.id,
    recorded_at: event.recorded_at.toISOString(),
    service: serviceOf(event.service),
    team_id: event.team_id,
    actor: { kind: event.actor_kind, id: event.actor_id },
    action: event.action,
    object: type === null || id === null ? null : { type, id },
    outcome: event.outcome,
    ip: event.ip,
    request_id: event.request_id,
    details: event.details,
  };
}

/** The row holds the login role: the app's schema and what it is for. */
function serviceOf(role: string): string {
  return appOfSchema.get(role.replace(/_(?:api|work)$/, '')) ?? role;
}
