import { z } from 'zod';
import { defineSlowPlugin } from '../contract/define-plugin';
import { PluginError } from '../contract/plugin.errors';
import { ownUrl } from '../contract/settings';
import { decoration } from '../provider/decoration';
import { providerText } from '../provider/provider-text';

const rules = {
  high: {
    when: 'The score is 7 or more of 10.',
    claim: 'malicious',
    strength: { least: 0.7, most: 1, by: 'the score divided by 10' },
  },
  medium: {
    when: 'The score is 4 or more, below 7.',
    claim: 'suspicious',
    strength: { least: 0.4, most: 0.7, by: 'the score divided by 10' },
  },
  low: { when: 'The score is below 4.', claim: 'context', strength: 1 },
} as const;

const pollAfterMs = 30_000;

const submittedSchema = z.object({ error: z.literal(false), data: z.object({ task_ids: z.array(z.int()).min(1) }) });
const statusSchema = z.object({ error: z.literal(false), data: z.string().regex(/^[a-z_]{1,40}$/) });
const reportSchema = z.object({
  malscore: z.number().min(0).max(10),
  info: z.object({ id: z.int() }),
  detections: decoration(z.array(z.object({ family: z.string() }))),
  signatures: decoration(z.array(z.object({ name: z.string() }))),
});

/** A CAPEv2 sandbox of one's own: has a URL opened there and reads its score. */
export const cape = () =>
  defineSlowPlugin({
    manifest: {
      name: 'cape',
      displayName: 'CAPEv2',
      description: 'Has a URL opened in a CAPEv2 sandbox of your own. The page sees a visitor from there.',
      documentation: 'https://capev2.readthedocs.io/en/latest/usage/api.html',
      class: 'sandbox',
      indicatorTypes: ['url'],
      disclosure: 'active',
      maxTlp: 'amber',
      maxPap: 'green',
      categories: ['sandbox', 'malware'],
      reliability: 'B',
      deadlineMs: 15_000,
      quota: [{ limit: 5, perSeconds: 60, window: 'rolling' }],
      cache: { hitSeconds: 86_400, missSeconds: 0 },
      settings: {
        url: ownUrl('Address of your CAPEv2, such as http://cape.internal:8000; it may be a private address.'),
        token: { kind: 'secret', label: 'Token', description: 'Token of its interface, where it asks for one.' },
      },
      rules,
    },
    maxTotalMs: 30 * 60_000,
    ticket: z.object({ task_id: z.int() }),

    async submit({ value }, { provider, settings }) {
      const headers = headersFor(settings.token);
      const ask = { method: 'POST', path: '/apiv2/tasks/create/url/', form: { url: value }, headers } as const;
      const { body } = await provider.ask(ask);
      const [taskId = 0] = provider.read(submittedSchema, body).data.task_ids;
      return { state: 'pending', ticket: { task_id: taskId }, pollAfterMs };
    },

    async poll(_indicator, ticket, { provider, settings, clock }) {
      const headers = headersFor(settings.token);
      const slots = { id: String(ticket.task_id) };
      const { body } = await provider.ask({ path: '/apiv2/tasks/status/{id}/', slots, headers });
      const { data: status } = provider.read(statusSchema, body);
      if (status.startsWith('failed')) throw new PluginError('rejected', { message: 'CAPEv2 could not analyse it.' });
      if (status !== 'reported') return { state: 'pending', ticket, pollAfterMs };
      const report = await provider.ask({ path: '/apiv2/tasks/get/report/{id}/', slots, headers });
      const { malscore, info, detections = [], signatures = [] } = provider.read(reportSchema, report.body);
      if (info.id !== ticket.task_id) throw provider.notUnderstood('info.id');
      const observedAt = clock.now().toISOString(); // it was opened for this very question
      const rule = malscore >= 7 ? 'high' : malscore >= 4 ? 'medium' : 'low';
      return {
        state: 'done',
        answer: {
          status: 'ok',
          summary: {
            score: malscore,
            families: detections.slice(0, 10).map(({ family }) => providerText(family)),
            signatures: signatures.slice(0, 50).map(({ name }) => providerText(name)),
          },
          statements: [{ rule, strength: malscore / 10, observedAt, facts: [`CAPEv2 scores it ${malscore} of 10.`] }],
          observedAt,
        },
      };
    },
  });

function headersFor(token: string | undefined): Record<string, string> {
  return token === undefined ? {} : { authorization: `Token ${token}` };
}
