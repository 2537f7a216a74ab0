import type { Egress } from '@sentrybox/egress';
import type { Clock } from '@sentrybox/observability';
import type { Indicator, PluginContext, PluginManifest, Readiness } from '../plugin';
import type { SlowPlugin, SlowPluginContext, SlowStep } from '../plugin';
import { PluginError } from '../plugin.errors';
import type { Provider, ProviderAnswer, ProviderRequest } from '../provider/ask-provider';
import { askProvider, notUnderstood } from '../provider/ask-provider';
import { isInternal } from '../provider/internal-address';
import { providerTarget } from '../provider/provider-settings';
import type { ProviderSettings } from '../provider/provider-settings';
import { outcomeOfScan } from './urlscan.outcome';
import { foundSchema, scanSchema, submittedSchema, ticketSchema } from './urlscan.schema';

export const visibilities = ['private', 'unlisted', 'public'] as const;

export interface UrlscanSettings extends ProviderSettings {
  readonly visibility: (typeof visibilities)[number];
}

const publicUrl = 'https://urlscan.io/api/v1';
/** The source asks for ten seconds before the first question and five between two. */
const firstPollAfterMs = 10_000;
const pollAfterMs = 5_000;

/** Has urlscan.io open the page in its browser, and reports what it saw. The page's owner can notice the visit. */
export class UrlscanPlugin implements SlowPlugin {
  readonly manifest;
  readonly maxTotalMs = 180_000;
  /** The source lists a scan once it has ended, which most do within half a minute. It knows no idempotency keys. */
  readonly recovery = {
    lookForMs: 45_000,
    lookEveryMs: 5_000,
    find: (_indicator: Indicator, context: SlowPluginContext) => this.find(context),
  };
  private readonly provider: Provider;

  constructor(
    egress: Egress,
    private readonly settings: UrlscanSettings,
    clock: Clock,
  ) {
    const target = providerTarget('urlscan', settings, publicUrl);
    this.provider = { displayName: 'urlscan.io', target, egress, clock, resetHeader: 'x-rate-limit-reset-after' };
    this.manifest = manifestFor(settings.visibility);
  }

  readiness(): Readiness {
    return this.settings.apiKey === undefined
      ? { isConfigured: false, reason: 'URLSCAN_API_KEY is not set.' }
      : { isConfigured: true };
  }

  async submit(indicator: Indicator, context: SlowPluginContext): Promise<SlowStep> {
    if (isInternal(indicator)) {
      const reason = 'A page inside a private network cannot be opened from outside.';
      return { state: 'done', outcome: { status: 'skipped', reason } };
    }
    const { visibility } = this.settings;
    const body = JSON.stringify({ url: indicator.value, visibility, tags: [tagOf(context.reference)] });
    const headers = { 'content-type': 'application/json' };
    const { status, body: answer } = await this.ask({ method: 'POST', path: '/scan/', headers, body }, context);
    // Blocked by the source's own list, or a name that does not resolve: asking again changes nothing.
    if (status === 400) throw new PluginError('rejected', { message: 'urlscan.io does not scan this address.' });
    const submitted = submittedSchema.safeParse(answer);
    if (status !== 200 || !submitted.success) throw notUnderstood(this.provider, submitted.error);
    return { state: 'pending', ticket: { scan_id: submitted.data.uuid }, pollAfterMs: firstPollAfterMs };
  }

  async poll(
    _indicator: Indicator,
    ticket: Readonly<Record<string, unknown>>,
    context: PluginContext,
  ): Promise<SlowStep> {
    const { scan_id: scanId } = ticketSchema.parse(ticket);
    const { status, body } = await this.ask({ method: 'GET', path: `/result/${scanId}/` }, context);
    if (status === 404) return { state: 'pending', ticket, pollAfterMs };
    if (status === 410) throw new PluginError('rejected', { message: 'urlscan.io has removed the scan.' });
    const scan = scanSchema.safeParse(body);
    if (status !== 200 || !scan.success || scan.data.task.uuid !== scanId) {
      throw notUnderstood(this.provider, scan.error);
    }
    return { state: 'done', outcome: outcomeOfScan(scan.data, `https://urlscan.io/result/${scanId}/`) };
  }

  private async find(context: SlowPluginContext): Promise<SlowStep | undefined> {
    const query = new URLSearchParams({ q: `task.tags:"${tagOf(context.reference)}"`, size: '1' });
    const { status, body } = await this.ask({ method: 'GET', path: `/search/?${query.toString()}` }, context);
    const found = foundSchema.safeParse(body);
    if (status !== 200 || !found.success) throw notUnderstood(this.provider, found.error);
    const [scan] = found.data.results;
    return scan && { state: 'pending', ticket: { scan_id: scan.task.uuid }, pollAfterMs };
  }

  private ask(request: ProviderRequest, context: PluginContext): Promise<ProviderAnswer> {
    const headers = { ...request.headers, 'api-key': this.settings.apiKey ?? '' };
    return askProvider(this.provider, { ...request, headers }, context);
  }
}

// Short, as tags are, and of both the parts of a UUIDv7 that differ: its time and its random end.
function tagOf(reference: string): string {
  const digits = reference.replaceAll('-', '');
  return `sb-${digits.slice(0, 12)}${digits.slice(-12)}`;
}

// A public scan is a publication of the address, so only what may be published is sent.
function manifestFor(visibility: UrlscanSettings['visibility']) {
  const isPrivate = visibility === 'private';
  return {
    name: 'urlscan',
    displayName: 'urlscan.io',
    version: '1.0.0',
    indicatorTypes: ['url', 'domain'],
    class: 'slow',
    disclosure: visibility === 'public' ? 'public' : 'active',
    maxTlp: isPrivate ? 'green' : 'clear',
    maxPap: 'green',
    categories: ['sandbox', 'phishing'],
    reliability: 'C',
    deadlineMs: 15_000,
  } as const satisfies PluginManifest;
}
