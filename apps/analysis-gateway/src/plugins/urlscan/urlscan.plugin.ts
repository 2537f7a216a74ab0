import { defineSlowPlugin } from '../contract/define-plugin';
import type { SlowPluginContext } from '../contract/plugin-context';
import { requiredKey, serviceUrl } from '../contract/settings';
import { submissionTag } from '../provider/submission-tag';
import { answerOnScan, rules } from './urlscan.answer';
import { foundSchema, scanSchema, submittedSchema, ticketSchema } from './urlscan.schema';

/** The source asks for ten seconds before the first question and five between two. */
const firstPollAfterMs = 10_000;
const pollAfterMs = 5_000;
const resetHeader = 'x-rate-limit-reset-after';

const settings = {
  api_key: requiredKey('Key of urlscan.io.'),
  url: serviceUrl('https://urlscan.io/api/v1'),
  visibility: {
    kind: 'choice',
    label: 'Visibility',
    description: 'Who may see the scans: only your account (private), security researchers too (unlisted), everybody.',
    choices: ['private', 'unlisted', 'public'],
    default: 'private',
  },
} as const;

type Context = SlowPluginContext<typeof settings>;

/** Has urlscan.io open the page in its browser, and reports what it saw. The page's owner can notice the visit. */
export const urlscan = () =>
  defineSlowPlugin({
    manifest: {
      name: 'urlscan',
      displayName: 'urlscan.io',
      description: "Has the page opened in a browser of the source, which the page's owner can notice.",
      documentation: 'https://urlscan.io/docs/api/',
      class: 'slow',
      indicatorTypes: ['url', 'domain'],
      disclosure: 'active',
      maxTlp: 'green',
      maxPap: 'green',
      categories: ['sandbox', 'phishing'],
      reliability: 'C',
      deadlineMs: 15_000,
      cache: { hitSeconds: 24 * 3_600, missSeconds: 0 },
      settings,
      rules,
    },
    maxTotalMs: 180_000,
    ticket: ticketSchema,
    // The source lists a scan once it has ended, which most do within half a minute. It knows no idempotency keys.
    recovery: { lookForMs: 45_000, lookEveryMs: 5_000, find },

    // A public scan is a publication of the address, so only what may be published is sent.
    exposure: ({ visibility }) => ({
      disclosure: visibility === 'public' ? 'public' : 'active',
      maxTlp: visibility === 'private' ? 'green' : 'clear',
      maxPap: 'green',
    }),

    async submit({ value }, { provider, settings: { api_key: key, visibility }, reference }) {
      const { body } = await provider.ask({
        method: 'POST',
        path: '/scan/',
        headers: { 'api-key': key },
        json: { url: value, visibility, tags: [submissionTag(reference)] },
        resetHeader,
      });
      const { uuid } = provider.read(submittedSchema, body);
      return { state: 'pending', ticket: { scan_id: uuid }, pollAfterMs: firstPollAfterMs };
    },

    async poll(_indicator, ticket, { provider, settings: { api_key: key } }) {
      const { status, body } = await provider.ask({
        path: '/result/{id}/',
        slots: { id: ticket.scan_id },
        headers: { 'api-key': key },
        answers: [200, 404],
        resetHeader,
      });
      if (status === 404) return { state: 'pending', ticket, pollAfterMs };
      const scan = provider.read(scanSchema, body);
      if (scan.task.uuid !== ticket.scan_id) throw provider.notUnderstood('task.uuid');
      return { state: 'done', answer: answerOnScan(scan, `https://urlscan.io/result/${scan.task.uuid}/`) };
    },
  });

async function find({ provider, settings: { api_key: key }, reference }: Context) {
  const { body } = await provider.ask({
    path: '/search/',
    query: { q: `task.tags:"${submissionTag(reference)}"`, size: '1' },
    headers: { 'api-key': key },
    resetHeader,
  });
  const [scan] = provider.read(foundSchema, body).results;
  return scan && ({ state: 'pending', ticket: { scan_id: scan.task.uuid }, pollAfterMs } as const);
}
