import { z } from 'zod';
import { defineSlowPlugin } from '../contract/define-plugin';
import type { Answer } from '../contract/define-plugin';
import type { SlowPluginContext } from '../contract/plugin-context';
import { requiredKey, serviceUrl } from '../contract/settings';
import { decoration } from '../provider/decoration';

const rules = {
  malicious: { when: 'The detection is malicious.', claim: 'malicious', strength: 0.95 },
  suspicious: { when: 'The detection is suspicious.', claim: 'suspicious', strength: 0.7 },
  clean: { when: 'The detection is clean.', claim: 'benign', strength: 0.4 },
  unknown: { when: 'The detection is unknown.', claim: 'context', strength: 1 },
} as const;

const firstPollAfterMs = 120_000;
const pollAfterMs = 30_000;

const submittedSchema = z.object({ data: z.object({ submission_id: z.string().regex(/^\d{1,20}$/) }) });
const webid = z.string().regex(/^\d{1,20}$/);
const judged = {
  webid,
  detection: z.enum(['clean', 'suspicious', 'malicious', 'unknown']),
  score: decoration(z.number()),
};
const infoSchema = z.object({
  data: z.discriminatedUnion('status', [
    z.object({ status: z.enum(['submitted', 'running', 'accepted']) }),
    z.object({
      status: z.literal('finished'),
      submission_id: z.string(),
      most_relevant_analysis: z.object(judged),
    }),
  ]),
});
const analysisSchema = z.object({
  data: z.discriminatedUnion('status', [
    z.object({ status: z.enum(['submitted', 'running']) }),
    z.object({ status: z.literal('finished'), ...judged }),
  ]),
});
const foundSchema = z.object({ data: z.array(z.object({ webid })) });
const deletedSchema = z.object({ data: z.object({ deleted: z.literal(true) }) });
/** A submission; or the analysis that it led to, where only that was found again. */
const ticketSchema = z.union([z.object({ submission_id: z.string() }), z.object({ webid })]);

const settings = {
  api_key: requiredKey('Key of Joe Sandbox.'),
  url: serviceUrl('https://jbxcloud.joesecurity.org/api'),
  private_instance: {
    kind: 'boolean',
    label: 'Private',
    description: 'Whether analyses stay private, as on an instance of your own or with a paid account.',
    default: false,
  },
} as const;

type Context = SlowPluginContext<typeof settings>;

/** Has Joe Sandbox open a URL. Analyses of the cloud's free accounts are public. */
export const joeSandbox = () =>
  defineSlowPlugin({
    manifest: {
      name: 'joe_sandbox',
      displayName: 'Joe Sandbox',
      description: 'Submits a URL to Joe Sandbox, in the cloud or of your own, and reports its detection.',
      documentation: 'https://jbxcloud.joesecurity.org/userguide',
      terms: 'Submitting means accepting the terms of the source, which the interface asks for.',
      class: 'sandbox',
      indicatorTypes: ['url'],
      disclosure: 'public',
      maxTlp: 'clear',
      maxPap: 'clear',
      categories: ['sandbox', 'malware'],
      reliability: 'B',
      deadlineMs: 20_000,
      cache: { hitSeconds: 86_400, missSeconds: 0 },
      settings,
      rules,
    },
    maxTotalMs: 30 * 60_000,
    ticket: ticketSchema,
    // The source searches the comments of analyses; when one begins to be found is not documented.
    recovery: { lookForMs: 15 * 60_000, lookEveryMs: 60_000, find },

    exposure: ({ private_instance: isPrivate }) =>
      isPrivate
        ? { disclosure: 'active', maxTlp: 'green', maxPap: 'green' }
        : { disclosure: 'public', maxTlp: 'clear', maxPap: 'clear' },

    async submit({ value }, { provider, settings: { api_key: key }, reference }) {
      const form = { apikey: key, 'accept-tac': '1', url: value, comments: reference };
      const { body } = await provider.ask({ method: 'POST', path: '/v2/submission/new', form });
      const { data } = provider.read(submittedSchema, body);
      return { state: 'pending', ticket: data, pollAfterMs: firstPollAfterMs };
    },

    async poll(_indicator, ticket, { provider, settings: { api_key: key }, clock }) {
      const observedAt = clock.now().toISOString(); // it was opened for this very question
      if ('webid' in ticket) {
        const form = { apikey: key, webid: ticket.webid };
        const { body } = await provider.ask({ method: 'POST', path: '/v2/analysis/info', form });
        const { data } = provider.read(analysisSchema, body);
        if (data.status !== 'finished') return { state: 'pending', ticket, pollAfterMs };
        if (data.webid !== ticket.webid) throw provider.notUnderstood('data.webid');
        return { state: 'done', answer: answerOn(data, observedAt) };
      }
      const form = { apikey: key, submission_id: ticket.submission_id };
      const { body } = await provider.ask({ method: 'POST', path: '/v2/submission/info', form });
      const { data } = provider.read(infoSchema, body);
      if (data.status !== 'finished') return { state: 'pending', ticket, pollAfterMs };
      if (data.submission_id !== ticket.submission_id) throw provider.notUnderstood('data.submission_id');
      return { state: 'done', answer: answerOn(data.most_relevant_analysis, observedAt) };
    },

    async cancel(ticket, { provider, settings: { api_key: key } }) {
      const [path, named] =
        'webid' in ticket
          ? ['/v2/analysis/delete', { webid: ticket.webid }]
          : ['/v2/submission/delete', { submission_id: ticket.submission_id }];
      const { body } = await provider.ask({ method: 'POST', path, form: { apikey: key, ...named } });
      provider.read(deletedSchema, body);
    },
  });

async function find({ provider, settings: { api_key: key }, reference }: Context) {
  const form = { apikey: key, q: reference };
  const { body } = await provider.ask({ method: 'POST', path: '/v2/analysis/search', form });
  const [analysis] = provider.read(foundSchema, body).data;
  return analysis && ({ state: 'pending', ticket: analysis, pollAfterMs } as const);
}

type Judged = z.infer<z.ZodObject<typeof judged>>;

function answerOn({ webid: id, detection, score }: Judged, observedAt: string): Answer<keyof typeof rules> {
  return {
    status: 'ok',
    summary: { detection, score, analysis: id },
    statements: [{ rule: detection, observedAt, facts: [`Joe Sandbox calls it ${detection}.`] }],
    observedAt,
    link: `https://jbxcloud.joesecurity.org/analysis/${id}`,
  };
}
