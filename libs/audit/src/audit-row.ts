import { subjectIdOf } from '@sentrybox/contracts';
import { prepared, uuidv7 } from '@sentrybox/database';
import { requestContext } from '@sentrybox/observability';
import type { RequestContext } from '@sentrybox/observability';
import ipaddr from 'ipaddr.js';
import type { ActorKind, AuditEvent } from './audit-event';

/** A row of audit.event as it is sent; `service` and `recorded_at` are the database's to say. */
export interface AuditRow {
  readonly id: string;
  readonly team_id: string | null;
  readonly actor_kind: ActorKind;
  readonly actor_id: string | null;
  readonly action: string;
  readonly object_type: string | null;
  readonly object_id: string | null;
  readonly outcome: 'success' | 'failure';
  readonly ip: string | null;
  readonly request_id: string | null;
  readonly details: Readonly<Record<string, string | number | boolean>>;
}

/** Any number of rows as one JSON parameter, so that one and a hundred are the same statement. */
export const insertEvents = prepared(`
  INSERT INTO audit.event
    (id, team_id, actor_kind, actor_id, action, object_type, object_id, outcome, ip, request_id, details)
  SELECT id, team_id, actor_kind, actor_id, action, object_type, object_id, outcome, ip, request_id, details
  FROM jsonb_to_recordset($1::jsonb) AS r (id uuid, team_id uuid, actor_kind text, actor_id text, action text,
    object_type text, object_id text, outcome text, ip inet, request_id text, details jsonb)`);

const maxTextLength = 1_024;

// Nearly every row of a busy service: told at a glance.
const plainIpv4 = /^(?:(?:25[0-5]|2[0-4]\d|1\d\d|[1-9]?\d)(?:\.(?!$)|$)){4}$/;
const printableAscii = /^[\x20-\x7e]*$/;

/** The row of an event. @param context where the actor, the address and the request id come from unless given. */
export function rowOf(event: AuditEvent, context: RequestContext | undefined = requestContext()): AuditRow {
  const actor = event.actor ?? actorOf(context);
  return {
    id: uuidv7(),
    team_id: event.teamId,
    actor_kind: actor.kind,
    actor_id: actor.id === null ? null : storable(actor.id),
    action: storable(event.action),
    object_type: event.object === undefined ? null : storable(event.object.type),
    object_id: event.object === undefined ? null : storable(event.object.id),
    outcome: event.outcome,
    ip: addressOf(context),
    request_id: context?.requestId ?? null,
    details: detailsOf(event, context),
  };
}

function actorOf(context: RequestContext | undefined): { kind: ActorKind; id: string | null } {
  const principal = context?.principal;
  if (principal === undefined) {
    return { kind: context === undefined || context.clientIp === '' ? 'service' : 'anonymous', id: null };
  }
  return { kind: principal.kind === 'user' ? 'user' : 'service_account', id: subjectIdOf(principal) };
}

function detailsOf(event: AuditEvent, context: RequestContext | undefined): Record<string, string | number | boolean> {
  const details: Record<string, string | number | boolean> = {};
  if (context?.principal?.kind === 'api_key') details['key_id'] = context.principal.keyId;
  for (const [name, value] of Object.entries(event.details ?? {})) {
    details[name] = typeof value === 'string' ? storable(value) : value;
  }
  return details;
}

// What a proxy claims in a header need not be an address.
function addressOf(context: RequestContext | undefined): string | null {
  if (context === undefined) return null;
  if (plainIpv4.test(context.clientIp)) return context.clientIp;
  if (!ipaddr.isValid(context.clientIp)) return null;
  return ipaddr.process(context.clientIp).toString(); // without zone, IPv4 as IPv4
}

// jsonb takes neither NUL nor half a surrogate pair, and one such row would spoil the batch it is in.
function storable(text: string): string {
  if (text.length <= maxTextLength && printableAscii.test(text)) return text;
  return text.slice(0, maxTextLength).replace(/\0|\p{Surrogate}/gu, '\ufffd');
}
