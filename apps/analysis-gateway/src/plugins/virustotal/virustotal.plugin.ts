import type { Egress } from '@sentrybox/egress';
import type { Clock } from '@sentrybox/observability';
import type { FastPlugin, Indicator, PluginContext, PluginManifest, PluginOutcome, Readiness } from '../plugin';
import { PluginError } from '../plugin.errors';
import type { Provider } from '../provider/ask-provider';
import { askProvider, notUnderstood } from '../provider/ask-provider';
import { providerTarget } from '../provider/provider-settings';
import type { ProviderSettings } from '../provider/provider-settings';
import { providerText, timeOfUnixSeconds } from '../provider/provider-text';
import { engineTotal, evidenceOfReport } from './virustotal.evidence';
import { notFoundSchema, reportSchema } from './virustotal.schema';
import type { Report } from './virustotal.schema';
import { virusTotalObject } from './virustotal-object';
import type { VirusTotalObject } from './virustotal-object';

const publicUrl = 'https://www.virustotal.com/api/v3';

/** Reports of VirusTotal (version 3), looked up, never submitted. Free keys: 4 questions a minute, 500 a day. */
export class VirusTotalPlugin implements FastPlugin {
  readonly manifest = {
    name: 'virustotal',
    displayName: 'VirusTotal',
    version: '1.0.0',
    indicatorTypes: ['ip', 'domain', 'url', 'hash'],
    class: 'fast',
    disclosure: 'passive',
    maxTlp: 'green',
    maxPap: 'amber',
    categories: ['reputation'],
    reliability: 'B',
    deadlineMs: 10_000,
  } as const satisfies PluginManifest;
  private readonly provider: Provider;

  constructor(
    egress: Egress,
    private readonly settings: ProviderSettings,
    clock: Clock,
  ) {
    const target = providerTarget(this.manifest.name, settings, publicUrl);
    this.provider = { displayName: 'VirusTotal', target, egress, clock };
  }

  readiness(): Readiness {
    return this.settings.apiKey === undefined
      ? { isConfigured: false, reason: 'VIRUSTOTAL_API_KEY is not set.' }
      : { isConfigured: true };
  }

  async run(indicator: Indicator, context: PluginContext): Promise<PluginOutcome> {
    const object = virusTotalObject(indicator);
    if ('reason' in object) return { status: 'skipped', reason: object.reason };
    const { path } = object;
    const headers = { 'x-apikey': this.settings.apiKey ?? '' };
    const { status, body } = await askProvider(this.provider, { method: 'GET', path, headers }, context);
    if (status === 404) return this.unknown(body);
    if (status === 400) throw new PluginError('rejected', { message: 'VirusTotal does not accept this indicator.' });
    const report = reportSchema.safeParse(body);
    if (status !== 200 || !report.success || report.data.data.type !== object.type) {
      throw notUnderstood(this.provider, report.error);
    }
    return outcomeOf(report.data.data, object);
  }

  // Only the documented error says "no record"; any other 404 comes from something that is not this interface.
  private unknown(body: unknown): PluginOutcome {
    if (!notFoundSchema.safeParse(body).success) throw notUnderstood(this.provider);
    return { status: 'not_found', summary: {}, link: null };
  }
}

function outcomeOf(report: Report['data'], object: VirusTotalObject): PluginOutcome {
  const link = `https://www.virustotal.com/gui/${object.page}/${encodeURIComponent(report.id)}`;
  const summary = summaryOf(report);
  // Known by name and analysed by nobody: there is no opinion to report.
  if (summary.engines === 0) return { status: 'not_found', summary, link };
  const observedAt = timeOfUnixSeconds(report.attributes.last_analysis_date);
  return { status: 'ok', summary, evidence: [evidenceOfReport(report, link)], observedAt, link };
}

function summaryOf({ attributes }: Report['data']) {
  const { malicious, suspicious, harmless, undetected } = attributes.last_analysis_stats;
  const text = (value: string | undefined) => (value === undefined ? undefined : providerText(value));
  return {
    malicious,
    suspicious,
    harmless,
    undetected,
    engines: engineTotal(attributes.last_analysis_stats),
    reputation: attributes.reputation,
    tags: attributes.tags?.slice(0, 20).map(providerText),
    country: text(attributes.country),
    asn: attributes.asn,
    as_owner: text(attributes.as_owner),
    name: text(attributes.meaningful_name),
    file_type: text(attributes.type_description),
    threat_label: text(attributes.popular_threat_classification?.suggested_threat_label),
    first_submitted_at: timeOfUnixSeconds(attributes.first_submission_date) ?? undefined,
  };
}
