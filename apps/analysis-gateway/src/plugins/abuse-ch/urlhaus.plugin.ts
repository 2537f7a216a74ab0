import { z } from 'zod';
import { defineFastPlugin } from '../contract/define-plugin';
import type { Answer } from '../contract/define-plugin';
import type { Indicator } from '../contract/plugin';
import { serviceUrl } from '../contract/settings';
import { decoration } from '../provider/decoration';
import { providerText } from '../provider/provider-text';
import { abuseChCount, abuseChExposure, abuseChKey, abuseChTime } from './abuse-ch';

const rules = {
  online: { when: 'The URL is listed and was online at the last check.', claim: 'malicious', strength: 1 },
  offline: { when: 'The URL is listed and offline, or its state is not known.', claim: 'malicious', strength: 0.8 },
  host: { when: 'URLs on the host are listed.', claim: 'suspicious', strength: 0.8 },
  payload: { when: 'The file was served by listed URLs.', claim: 'malicious', strength: 1 },
} as const;
type Rule = keyof typeof rules;

const notFound = z.object({ query_status: z.literal('no_results') });
const texts = z.array(z.string()).nullable();
const urlSchema = z.object({
  query_status: z.literal('ok'),
  urlhaus_reference: z.string(),
  url_status: z.enum(['online', 'offline', 'unknown']),
  date_added: abuseChTime,
  threat: decoration(z.string()),
  tags: decoration(texts),
});
const hostSchema = z.object({
  query_status: z.literal('ok'),
  urlhaus_reference: z.string(),
  url_count: abuseChCount,
  urls: z.array(z.object({ date_added: abuseChTime, url_status: decoration(z.string()) })).min(1),
});
const payloadSchema = z.object({
  query_status: z.literal('ok'),
  sha256_hash: z.string(),
  lastseen: abuseChTime.nullable(),
  firstseen: abuseChTime,
  url_count: decoration(abuseChCount),
  signature: decoration(z.string()),
  file_type: decoration(z.string()),
});
const answerSchema = {
  url: z.discriminatedUnion('query_status', [notFound, urlSchema]),
  host: z.discriminatedUnion('query_status', [notFound, hostSchema]),
  payload: z.discriminatedUnion('query_status', [notFound, payloadSchema]),
};

/** URLs that serve malware: a URL itself, all of a host, or the file that they served. */
export const urlhaus = () =>
  defineFastPlugin({
    manifest: {
      ...abuseChExposure,
      name: 'urlhaus',
      displayName: 'URLhaus',
      description: 'Looks a URL, a host or a file up among the URLs that serve malware.',
      documentation: 'https://urlhaus-api.abuse.ch/',
      class: 'fast',
      indicatorTypes: ['url', 'domain', 'ip', 'hash'],
      kinds: ['url', 'domain', 'ipv4', 'md5', 'sha256'],
      categories: ['reputation', 'malware'],
      reliability: 'B',
      deadlineMs: 8_000,
      cache: { hitSeconds: 3_600, missSeconds: 1_800 },
      settings: { api_key: abuseChKey, url: serviceUrl('https://urlhaus-api.abuse.ch/v1') },
      rules,
    },

    async run(indicator, { provider, settings }): Promise<Answer<Rule>> {
      const { path, form } = questionFor(indicator);
      const ask = { method: 'POST', path: `/${path}/`, form, headers: { 'auth-key': settings.api_key } } as const;
      const { body } = await provider.ask(ask);
      switch (path) {
        case 'url': {
          const found = provider.read(answerSchema.url, body);
          return found.query_status === 'ok' ? onUrl(found) : { status: 'not_found' };
        }
        case 'host': {
          const found = provider.read(answerSchema.host, body);
          return found.query_status === 'ok' ? onHost(found) : { status: 'not_found' };
        }
        case 'payload': {
          const found = provider.read(answerSchema.payload, body);
          return found.query_status === 'ok' ? onPayload(found) : { status: 'not_found' };
        }
      }
    },
  });

interface Question {
  readonly path: 'url' | 'host' | 'payload';
  readonly form: Readonly<Record<string, string>>;
}

function questionFor({ iocType, type, value }: Indicator): Question {
  if (iocType === 'url') return { path: 'url', form: { url: value } };
  if (iocType === 'hash') return { path: 'payload', form: { [type === 'md5' ? 'md5_hash' : 'sha256_hash']: value } };
  return { path: 'host', form: { host: value } };
}

function onUrl(found: z.infer<typeof urlSchema>): Answer<Rule> {
  const threat = found.threat === undefined ? 'malware' : providerText(found.threat).replaceAll('_', ' ');
  const summary = { url_status: found.url_status, threat, tags: found.tags?.slice(0, 20).map(providerText) };
  const rule = found.url_status === 'online' ? 'online' : 'offline';
  return said(rule, summary, found.date_added, `URLhaus lists it for ${threat}.`, found.urlhaus_reference);
}

function onHost(found: z.infer<typeof hostSchema>): Answer<Rule> {
  const newest = found.urls.map((each) => each.date_added).reduce((a, b) => (a > b ? a : b));
  const online = found.urls.filter((each) => each.url_status === 'online').length;
  const summary = { urls: found.url_count, urls_online: online };
  return said('host', summary, newest, `URLhaus lists ${found.url_count} URLs on it.`, found.urlhaus_reference);
}

function onPayload(found: z.infer<typeof payloadSchema>): Answer<Rule> {
  const family = found.signature === undefined ? undefined : providerText(found.signature);
  const summary = { family, file_type: found.file_type, urls: found.url_count };
  const fact = `URLhaus saw it served by listed URLs${family === undefined ? '' : ` as ${family}`}.`;
  const link = `https://urlhaus.abuse.ch/browse.php?search=${found.sha256_hash}`;
  return said('payload', summary, found.lastseen ?? found.firstseen, fact, link);
}

function said(
  rule: Rule,
  summary: Record<string, unknown>,
  observedAt: string,
  fact: string,
  link: string,
): Answer<Rule> {
  const page = link.startsWith('https://urlhaus.abuse.ch/') ? link : null;
  return { status: 'ok', summary, statements: [{ rule, observedAt, facts: [fact] }], observedAt, link: page };
}
