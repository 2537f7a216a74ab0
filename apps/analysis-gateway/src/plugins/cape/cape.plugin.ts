import { z } from 'zod';
import { defineSlowPlugin } from '../contract/define-plugin';
import type { Answer } from '../contract/define-plugin';
import type { SlowPluginContext } from '../contract/plugin-context';
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
const listSchema = z.object({ data: z.array(z.object({ id: z.int(), custom: z.string().nullable() })) });
const deletedSchema = z.object({ error: z.literal(false).optional(), data: z.string() });
const statusSchema = z.object({ error: z.literal(false), data: z.string().regex(/^[a-z_]{1,40}$/) });
const reportSchema = z.object({
  malscore: z.number().min(0).max(10),
  info: z.object({ id: z.int() }),
  detections: decoration(z.array(z.object({ family: z.string() }))),
  signatures: decoration(z.array(z.object({ name: z.string() }))),
});

const settings = {
  url: ownUrl('Address of your CAPEv2, such as http://cape.internal:8000; it may be a private address.'),
  token: { kind: 'secret', label: 'Token', description: 'Token of its interface, where it asks for one.' },
} as const;

type Context = SlowPluginContext<typeof settings>;

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
      settings,
      rules,
    },
    maxTotalMs: 30 * 60_000,
    ticket: z.object({ task_id: z.int() }),
    // A task is listed as soon as it was taken.
    recovery: { lookForMs: 120_000, lookEveryMs: 30_000, find },

    async submit({ value }, { provider, settings: { token }, reference }) {
      const form = { url: value, custom: reference };
      const { body } = await provider.ask({
        method: 'POST',
        path: '/apiv2/tasks/create/url/',
        form,
        headers: headersFor(token),
      });
      const [taskId = 0] = provider.read(submittedSchema, body).data.task_ids;
      return { state: 'pending', ticket: { task_id: taskId }, pollAfterMs };
    },

    async poll(_indicator, ticket, { provider, settings: { token }, clock }) {
      const headers = headersFor(token);
      const slots = { id: String(ticket.task_id) };
      const { body } = await provider.ask({ path: '/apiv2/tasks/status/{id}/', slots, headers });
      const { data: status } = provider.read(statusSchema, body);
      if (status.startsWith('failed')) throw new PluginError('rejected', { message: 'CAPEv2 could not analyse it.' });
      if (status !== 'reported') return { state: 'pending', ticket, pollAfterMs };
      const report = await provider.ask({ path: '/apiv2/tasks/get/report/{id}/', slots, headers });
      const read = provider.read(reportSchema, report.body);
      if (read.info.id !== ticket.task_id) throw provider.notUnderstood('info.id');
      return { state: 'done', answer: answerOn(read, clock.now().toISOString()) }; // opened for this very question
    },

    // Takes the task out of the queue, or its results away; an instance may have switched that off.
    async cancel({ task_id: id }, { provider, settings: { token } }) {
      const slots = { id: String(id) };
      const { body } = await provider.ask({ path: '/apiv2/tasks/delete/{id}/', slots, headers: headersFor(token) });
      provider.read(deletedSchema, body);
    },
  });

// What waits and what ended last come first; the submission that is looked for is minutes old.
async function find({ provider, settings: { token }, reference }: Context) {
  const { body } = await provider.ask({
    path: '/apiv2/tasks/list/{limit}/',
    slots: { limit: '100' },
    query: { category: 'url' },
    headers: headersFor(token),
  });
  const task = provider.read(listSchema, body).data.find(({ custom }) => custom === reference);
  return task && ({ state: 'pending', ticket: { task_id: task.id }, pollAfterMs } as const);
}

function answerOn(
  { malscore, detections = [], signatures = [] }: z.infer<typeof reportSchema>,
  observedAt: string,
): Answer<keyof typeof rules> {
  const rule = malscore >= 7 ? 'high' : malscore >= 4 ? 'medium' : 'low';
  return {
    status: 'ok',
    summary: {
      score: malscore,
      families: detections.slice(0, 10).map(({ family }) => providerText(family)),
      signatures: signatures.slice(0, 50).map(({ name }) => providerText(name)),
    },
    statements: [{ rule, strength: malscore / 10, observedAt, facts: [`CAPEv2 scores it ${malscore} of 10.`] }],
    observedAt,
  };
}

function headersFor(token: string | undefined): Record<string, string> {
  return token === undefined ? {} : { authorization: `Token ${token}` };
}
