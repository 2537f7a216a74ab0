import { z } from 'zod';
import { defineEndpoint } from '../kernel/endpoint';
import { timestampSchema } from '../kernel/fields';
import { verdictRulesSchema } from './policy';
import { verdictSchema } from './vocabulary';

const policySchema = z.object({
  version: z.string(),
  rules: verdictRulesSchema,
  reason: z.string().nullable(),
  created_at: timestampSchema.nullable(),
});

const shared = { app: 'analysis-gateway', path: '/api/v1/verdict-policy', tag: 'Verdict' } as const;

const rules = {
  reliability_weights: { A: 0.95, B: 0.85, C: 0.7, D: 0.5, E: 0.3, F: 0.1 },
  suspicious_factor: 0.5,
  benign_discount: 0.7,
  shared_infrastructure_factor: 0.4,
  popular_domain_factor: 0.5,
  known_false_positive_ceiling: 0.2,
  team_allowlist_ceiling: 0.2,
  malicious_from: 70,
  suspicious_from: 40,
  benign: { min_benign: 0.6, max_malicious: 0.15, min_coverage: 0.5 },
  decay: {
    url: { life_days: 3, delta: 2.3 },
    address: { life_days: 47, delta: 1.65 },
    domain: { life_days: 300, delta: 2.1 },
    hash: { life_days: 460, delta: 0.9 },
    benign: { life_days: 30, delta: 1 },
  },
} as const;

export const getVerdictPolicy = defineEndpoint({
  ...shared,
  method: 'GET',
  id: 'getVerdictPolicy',
  summary: 'The rules under which the team’s analyses are judged now.',
  access: 'analyses:read',
  responses: { 200: policySchema },
  examples: [
    {
      name: 'The platform’s own',
      status: 200,
      response: { version: '2', rules, reason: null, created_at: null },
    },
  ],
});

export const putVerdictPolicy = defineEndpoint({
  ...shared,
  method: 'PUT',
  id: 'putVerdictPolicy',
  summary: 'Judge the team’s analyses by other rules from now on. Each set of rules is a version of its own and stays.',
  access: 'analysis-settings:write',
  body: z.strictObject({ rules: verdictRulesSchema, reason: z.string().trim().min(1).max(2_000) }),
  responses: { 200: policySchema },
  examples: [
    {
      name: 'Stricter',
      request: { rules: { ...rules, malicious_from: 80 }, reason: 'Too many blocks of shared hosts.' },
      status: 200,
      response: {
        version: 'team-1',
        rules: { ...rules, malicious_from: 80 },
        reason: 'Too many blocks of shared hosts.',
        created_at: '2026-05-23T10:00:00.000Z',
      },
    },
  ],
});

export const previewVerdictPolicy = defineEndpoint({
  app: 'analysis-gateway',
  method: 'POST',
  path: '/api/v1/verdict-policy/preview',
  id: 'previewVerdictPolicy',
  summary: 'What would the analyses of the last days say under these rules? Changes nothing.',
  tag: 'Verdict',
  access: 'analyses:read',
  body: z.strictObject({
    rules: verdictRulesSchema,
    days: z.int().min(1).max(90).default(7),
    /** Newest analyses that are judged anew. */
    limit: z.int().min(1).max(2_000).default(500),
  }),
  responses: {
    200: z.object({
      judged: z.int(),
      changed: z.int(),
      /** How many went from one verdict to another. */
      transitions: z.array(z.object({ from: verdictSchema, to: verdictSchema, count: z.int() })),
      /** Those that change, the newest first, at most 100. */
      examples: z.array(
        z.object({
          analysis_id: z.uuid(),
          canonical: z.string(),
          before: z.object({ verdict: verdictSchema, score: z.int() }),
          after: z.object({ verdict: verdictSchema, score: z.int() }),
        }),
      ),
    }),
  },
  examples: [
    {
      name: 'One changes',
      request: { rules: { ...rules, malicious_from: 80 } },
      status: 200,
      response: {
        judged: 120,
        changed: 1,
        transitions: [{ from: 'malicious', to: 'suspicious', count: 1 }],
        examples: [
          {
            analysis_id: '019aa3f0-5b1e-7c7a-9d51-1f6f0f0a0001',
            canonical: '203.0.113.7',
            before: { verdict: 'malicious', score: 74 },
            after: { verdict: 'suspicious', score: 74 },
          },
        ],
      },
    },
  ],
});
