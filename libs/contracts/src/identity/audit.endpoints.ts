import { z } from 'zod';
import { defineEndpoint } from '../kernel/endpoint';
import type { EndpointDefinition } from '../kernel/endpoint';
import { dataEnvelope, pageQuery, timestampSchema } from '../kernel/fields';
import { exampleTeamId, exampleUserId, identityListEnvelope } from './fields';

const exampleEventId = '019a1b2c-0000-7000-8000-000000000006';
const scalar = z.union([z.string(), z.number(), z.boolean()]);

const auditEventSchema = z.object({
  id: z.uuid(),
  recorded_at: timestampSchema,
  /** The service that wrote it. */
  service: z.string(),
  team_id: z.uuid().nullable(),
  actor: z.object({ kind: z.string().nullable(), id: z.string().nullable() }),
  action: z.string(),
  object: z.object({ type: z.string(), id: z.string() }).nullable(),
  outcome: z.enum(['success', 'failure']),
  ip: z.string().nullable(),
  request_id: z.string().nullable(),
  details: z.record(z.string(), scalar),
});

const filters = {
  /** One word, or its beginning with `*` behind: `authn_*`. */
  action: z
    .string()
    .regex(/^[a-z0-9_]{1,99}\*?$/)
    .optional(),
  actor_id: z.string().min(1).max(200).optional(),
  object_type: z.string().min(1).max(100).optional(),
  object_id: z.string().min(1).max(1_024).optional(),
  outcome: z.enum(['success', 'failure']).optional(),
  request_id: z.string().min(1).max(64).optional(),
  since: z.iso.datetime({ offset: true }).optional(),
  until: z.iso.datetime({ offset: true }).optional(),
};

/** What is wrong with the first bad row; the names are those of libs/audit. */
const chainFaults = [
  'seal_missing',
  'event_missing',
  'event_changed',
  'chain_broken',
  'checkpoint_forged',
  'checkpoint_mismatch',
  'tail_missing',
  'not_sealed',
] as const;

const verificationSchema = z.object({
  is_intact: z.boolean(),
  /** False: more rows follow; go on with `after_seq`. */
  is_complete: z.boolean(),
  checked_rows: z.int(),
  last_seq: z.int(),
  checkpoints: z.int(),
  first_bad: z
    .object({ seq: z.int().nullable(), event_id: z.uuid().nullable(), reason: z.enum(chainFaults) })
    .nullable(),
});

const event = {
  id: exampleEventId,
  recorded_at: '2026-05-23T10:00:00.000Z',
  service: 'identity',
  team_id: exampleTeamId,
  actor: { kind: 'user', id: exampleUserId },
  action: 'authn_login_success',
  object: null,
  outcome: 'success',
  ip: '192.0.2.10',
  request_id: 'req-019a1b2c',
  details: {},
};
const intact = {
  is_intact: true,
  is_complete: true,
  checked_rows: 120,
  last_seq: 120,
  checkpoints: 2,
  first_bad: null,
};

/** The same three routes for the log of a team and for what belongs to no team. */
function auditRoutes(
  base: '/api/v1/audit-events' | '/api/v1/platform/audit-events',
  ids: readonly [string, string, string],
  access: EndpointDefinition['access'],
  whose: string,
) {
  return {
    list: defineEndpoint({
      app: 'identity',
      method: 'GET',
      path: base,
      id: ids[0],
      summary: `Audit log ${whose}, newest first`,
      tag: 'audit',
      access,
      query: z.strictObject({ ...pageQuery(), ...filters }),
      responses: { 200: identityListEnvelope(auditEventSchema) },
      examples: [
        {
          name: 'list',
          status: 200,
          response: { data: [event], pagination: { limit: 20, offset: 0, total: 1, pages: 1 }, status: 'success' },
        },
      ],
    }),
    export: defineEndpoint({
      app: 'identity',
      method: 'GET',
      path: `${base}/export`,
      id: ids[1],
      summary: `Audit log ${whose} as a file, oldest first`,
      tag: 'audit',
      access,
      query: z.strictObject({ format: z.enum(['ndjson', 'csv']).default('ndjson'), ...filters }),
      responses: { 200: auditEventSchema.meta({ contentMediaType: 'application/x-ndjson' }) },
      examples: [{ name: 'one line of ndjson', status: 200, response: event }],
    }),
    verify: defineEndpoint({
      app: 'identity',
      method: 'GET',
      path: `${base}/verify`,
      id: ids[2],
      summary: `Recompute the hash chain of the audit log ${whose} and hold it against its signed checkpoints`,
      tag: 'audit',
      access,
      query: z.strictObject({ after_seq: z.coerce.number().int().min(0).default(0) }),
      responses: { 200: dataEnvelope(verificationSchema) },
      examples: [{ name: 'intact', status: 200, response: { data: intact, status: 'success' } }],
    }),
  };
}

export const teamAudit = auditRoutes(
  '/api/v1/audit-events',
  ['listAuditEvents', 'exportAuditEvents', 'verifyAuditEvents'],
  'audit:read',
  'of the team',
);

export const platformAudit = auditRoutes(
  '/api/v1/platform/audit-events',
  ['listPlatformAuditEvents', 'exportPlatformAuditEvents', 'verifyPlatformAuditEvents'],
  'platform-audit:read',
  'of the installation, where no team is concerned',
);
