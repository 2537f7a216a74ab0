import { z } from 'zod';
import { defineSlowPlugin } from '../contract/define-plugin';
import type { Answer } from '../contract/define-plugin';
import type { SlowPluginContext } from '../contract/plugin-context';
import { PluginError } from '../contract/plugin.errors';
import { requiredKey, serviceUrl } from '../contract/settings';
import { decoration } from '../provider/decoration';
import { providerText, timeOf } from '../provider/provider-text';
import { submissionTag } from '../provider/submission-tag';

const rules = {
  malicious: { when: 'The verdict is malicious.', claim: 'malicious', strength: 0.9 },
  suspicious: { when: 'The verdict is suspicious.', claim: 'suspicious', strength: 0.7 },
  whitelisted: { when: 'The verdict is whitelisted.', claim: 'benign', strength: 0.7 },
  nothing: { when: 'The verdict is no specific threat or no verdict.', claim: 'context', strength: 1 },
} as const;
type Rule = keyof typeof rules;

const firstPollAfterMs = 60_000;
const pollAfterMs = 30_000;

const ruleOf = {
  malicious: 'malicious',
  suspicious: 'suspicious',
  whitelisted: 'whitelisted',
  'no specific threat': 'nothing',
  'no verdict': 'nothing',
} as const;

const submittedSchema = z.object({ job_id: z.string().regex(/^[\da-f]{24}$/) });
const foundSchema = z.object({ result: z.array(submittedSchema) });
const stateSchema = z.object({ state: z.enum(['IN_QUEUE', 'IN_PROGRESS', 'SUCCESS', 'ERROR']) });
const summarySchema = z.object({
  job_id: z.string(),
  verdict: z.enum(['malicious', 'suspicious', 'whitelisted', 'no specific threat', 'no verdict']),
  analysis_start_time: z.iso.datetime({ offset: true }),
  threat_score: decoration(z.int().nullable()),
  av_detect: decoration(z.int().nullable()),
  vx_family: decoration(z.string().nullable()),
  domains: decoration(z.array(z.string())),
  hosts: decoration(z.array(z.string())),
});

const settings = {
  api_key: requiredKey('Key of Hybrid Analysis that may submit.'),
  url: serviceUrl('https://hybrid-analysis.com/api/v2'),
  environment_id: {
    kind: 'number',
    label: 'Environment',
    description: 'Number of the environment that opens it, as the source lists them.',
    default: 160,
    min: 1,
    max: 1_000,
  },
} as const;

type Context = SlowPluginContext<typeof settings>;

/** Has the sandbox of Hybrid Analysis open a URL. What is submitted is shown to everybody. */
export const hybridAnalysis = () =>
  defineSlowPlugin({
    manifest: {
      name: 'hybrid_analysis',
      displayName: 'Hybrid Analysis',
      description: 'Submits a URL to the public sandbox and reports its verdict.',
      documentation: 'https://hybrid-analysis.com/docs/api/v2',
      class: 'sandbox',
      indicatorTypes: ['url'],
      disclosure: 'public',
      maxTlp: 'clear',
      maxPap: 'clear',
      categories: ['sandbox', 'malware'],
      reliability: 'B',
      deadlineMs: 20_000,
      quota: [{ limit: 5, perSeconds: 60, window: 'rolling' }],
      cache: { hitSeconds: 86_400, missSeconds: 0 },
      settings,
      rules,
    },
    maxTotalMs: 20 * 60_000,
    ticket: z.object({ job_id: z.string() }),
    // Found by its hashtag once there is a report. The source names no way to take a submission back.
    recovery: { lookForMs: 15 * 60_000, lookEveryMs: 60_000, find },

    async submit({ value }, { provider, settings: { api_key: key, environment_id: environment }, reference }) {
      const comment = `#${submissionTag(reference)}`;
      const { body } = await provider.ask({
        method: 'POST',
        path: '/submit/url',
        form: { url: value, environment_id: String(environment), comment },
        headers: headersFor(key),
        answers: [200, 201],
      });
      const ticket = provider.read(submittedSchema, body);
      return { state: 'pending', ticket, pollAfterMs: firstPollAfterMs };
    },

    async poll(_indicator, ticket, { provider, settings: { api_key: key } }) {
      const headers = headersFor(key);
      const slots = { id: ticket.job_id };
      const { body } = await provider.ask({ path: '/report/{id}/state', slots, headers });
      const { state } = provider.read(stateSchema, body);
      if (state === 'ERROR') throw new PluginError('rejected', { message: 'Hybrid Analysis could not open it.' });
      if (state !== 'SUCCESS') return { state: 'pending', ticket, pollAfterMs };
      const report = await provider.ask({ path: '/report/{id}/summary', slots, headers });
      const read = provider.read(summarySchema, report.body);
      if (read.job_id !== ticket.job_id) throw provider.notUnderstood('job_id');
      return { state: 'done', answer: answerOn(read) };
    },
  });

async function find({ provider, settings: { api_key: key }, reference }: Context) {
  const form = { tag: submissionTag(reference) };
  const { body } = await provider.ask({ method: 'POST', path: '/search/terms', form, headers: headersFor(key) });
  const [ticket] = provider.read(foundSchema, body).result;
  return ticket && ({ state: 'pending', ticket, pollAfterMs } as const);
}

function headersFor(key: string) {
  return { 'api-key': key, 'user-agent': 'Falcon Sandbox' };
}

function answerOn(report: z.infer<typeof summarySchema>): Answer<Rule> {
  const observedAt = timeOf(report.analysis_start_time);
  const family = report.vx_family == null ? undefined : providerText(report.vx_family);
  return {
    status: 'ok',
    summary: {
      verdict: report.verdict,
      threat_score: report.threat_score,
      engines_percent: report.av_detect,
      family,
      domains: report.domains?.slice(0, 50).map(providerText),
      hosts: report.hosts?.slice(0, 50).map(providerText),
    },
    statements: [{ rule: ruleOf[report.verdict], observedAt, facts: [`Hybrid Analysis says: ${report.verdict}.`] }],
    observedAt,
    link: `https://hybrid-analysis.com/search?query=${encodeURIComponent(report.job_id)}`,
  };
}
