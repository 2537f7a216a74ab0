import { request, sharedStack } from '@sentrybox/testing';
import { expressions } from './observability-files';
import { groupedBy, metricsIn } from './promql';
import { scrape } from './scrape';
import type { Scraped } from './scrape';

/** Added by Prometheus itself to whatever it scrapes; `sentrybox_role` by our scrape configuration. */
const ofPrometheus = ['job', 'instance', 'le', 'sentrybox_role'];
/** Whether a target answered: written by Prometheus itself, so in no scrape. */
const writtenByPrometheus = 'up';

/** What an operator may rely on, whoever draws the pictures. Figures of what does not exist yet are not here. */
const promised = [
  ...['http_server_request_duration_seconds_bucket', 'http_client_request_duration_seconds_bucket'],
  ...['db_client_operation_duration_seconds_bucket', 'messaging_process_duration_seconds_bucket'],
  ...['nodejs_eventloop_delay_p99_seconds', 'process_cpu_seconds_total', 'process_resident_memory_bytes'],
  ...['auth_decisions_total', 'token_reuse_detected_total', 'revocation_lag_seconds_bucket', 'rate_limited_total'],
  ...['api_key_uses_total', 'analysis_total', 'plugin_duration_seconds_bucket', 'egress_breaker_state'],
  ...[
    'bullmq_job_count',
    'job_age_seconds',
    'job_due_count',
    'job_lease_lost_total',
    'job_dead_letter_total',
    'outbox_pending',
  ],
  ...['outbox_oldest_seconds', 'reconciler_actions_total', 'egress_blocked_total', 'audit_unsealed_rows'],
  ...['audit_verify_failures_total', 'messages_refused_total'],
];

describe('a scrape of the running system', () => {
  const { urls, apiKey } = sharedStack();
  let scraped: Scraped;

  beforeAll(async () => {
    const analysis = { body: { ioc: '203.0.113.7', type: 'ip' }, credential: apiKey };
    expect((await request(`${urls['analysis-gateway']}/api/v1/analysis`, analysis)).status).toBeLessThan(300);
    scraped = await scrape(Object.values(urls));
  });

  it.each(promised)('has %s', (name) => {
    expect([...scraped.names]).toContain(name);
  });

  it.each([...expressions()])('has every metric of %s, with its labels', (_where, expression) => {
    const wrong = metricsIn(expression).flatMap(({ name, labels }) => {
      if (!scraped.names.has(name) && name !== writtenByPrometheus) return [name];
      const known = scraped.labels.get(name);
      const isKnown = (label: string) =>
        ofPrometheus.includes(label) || (name !== writtenByPrometheus && known?.has(label) !== false);
      return labels.filter((label) => !isKnown(label));
    });
    expect(wrong).toEqual([]);
  });

  it('has every state of jobs that an expression asks for', () => {
    const asked = [...expressions().values()]
      .flatMap((expression) => [...expression.matchAll(/bullmq_job_count\{[^}]*state=~?"([^"]+)"/g)])
      .flatMap(([, states = '']) => states.split('|'));
    expect(new Set(asked)).toEqual(new Set(['wait', 'prioritized', 'delayed']));
    expect([...(scraped.states.get('bullmq_job_count') ?? [])]).toEqual(expect.arrayContaining(asked));
  });

  it.each([...expressions()])('has the labels that %s groups by', (_where, expression) => {
    const known = metricsIn(expression).map(({ name }) => scraped.labels.get(name));
    // Where nothing was counted yet there are no labels to look at.
    const isTold = (label: string) =>
      ofPrometheus.includes(label) || known.some((labels) => labels?.has(label) ?? true);
    expect(groupedBy(expression).filter((label) => !isTold(label))).toEqual([]);
  });
});
