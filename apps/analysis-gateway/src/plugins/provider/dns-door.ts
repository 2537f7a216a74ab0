import { EgressError } from '@sentrybox/egress';
import type { DnsAnswer, DnsRecordType, GuardedDns } from '@sentrybox/egress';
import type { PluginManifest, SettingValues } from '../contract/plugin';
import type { DnsSource } from '../contract/plugin-context';
import { PluginError } from '../contract/plugin.errors';
import { failureOf } from './ask-provider';
import { dnsName } from './dns-name';

/** What one question needs beside the question. */
interface DnsCall {
  readonly dns: Pick<GuardedDns, 'query'>;
  readonly signal: AbortSignal;
  readonly timeoutMs: number;
}

/** The way of one plugin to DNS, for one question: by its own resolver where the setting `resolver` names one. */
export class DnsDoor implements DnsSource {
  constructor(
    private readonly manifest: PluginManifest,
    private readonly settings: SettingValues,
    private readonly call: DnsCall,
  ) {}

  async query(labels: readonly string[], type: DnsRecordType): Promise<Exclude<DnsAnswer, { status: 'failed' }>> {
    const { displayName, usesDns } = this.manifest;
    if (usesDns !== true) throw new TypeError(`${displayName} does not say that it uses DNS.`);
    const name = dnsName(labels);
    const { dns, signal, timeoutMs } = this.call;
    const server = this.settings['resolver'] as string | undefined; // a setting of kind text
    try {
      const answer = await dns.query({ name, type, server, timeoutMs, signal });
      if (answer.status !== 'failed') return answer;
      throw new PluginError('upstream', { message: `The resolver says ${answer.rcode} for ${displayName}.` });
    } catch (error) {
      throw error instanceof EgressError || signal.aborted ? failureOf(displayName, signal, error) : error;
    }
  }
}
