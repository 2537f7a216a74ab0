import { Resolver } from 'node:dns/promises';
import { classifyAddress } from '../address/classify-address';
import { codeOf } from '../connect/connect-error';
import { judgeAddress } from '../connect/judge-address';
import { blocked, EgressError, offline } from '../egress.errors';
import { configured } from '../profiles';
import { readRecords } from './read-records';
import type { DnsRecordType } from './read-records';
import { parseServer } from './parse-server';

export interface DnsQuestion {
  /** A full name, without a dot at the end. */
  readonly name: string;
  readonly type: DnsRecordType;
  /** `192.0.2.1`, `192.0.2.1:5353` or `[2001:db8::1]:53`; default: the resolvers of the system. */
  readonly server?: string;
  /** Budget in milliseconds, repetitions included. */
  readonly timeoutMs: number;
  readonly signal?: AbortSignal;
}

/** What a resolver said. `failed` is a refusal or a fault of its own: it says nothing about the name. */
export type DnsAnswer =
  | { readonly status: 'answered'; readonly records: readonly string[] }
  | { readonly status: 'no_name' }
  | { readonly status: 'no_data' }
  | { readonly status: 'failed'; readonly rcode: 'SERVFAIL' | 'REFUSED' | 'FORMERR' | 'NOTIMP' };

export interface DnsOptions {
  /** Ask nobody but a server on loopback that is named for it: the system's own forwards to the outside. */
  readonly isOffline: boolean;
}

const failed: Readonly<Record<string, Extract<DnsAnswer, { status: 'failed' }>['rcode']>> = {
  ESERVFAIL: 'SERVFAIL',
  EREFUSED: 'REFUSED',
  EFORMERR: 'FORMERR',
  ENOTIMP: 'NOTIMP',
};

/** The only way of a process to ask a DNS server. Over UDP, and over TCP when the answer does not fit. */
export class GuardedDns {
  constructor(private readonly options: DnsOptions) {}

  /**
   * Asks once, at most twice when the first question is lost.
   * @throws EgressError `offline`, `blocked`, `timeout`, `unreachable`, `protocol`; the signal's reason when the caller stopped it
   */
  async query({ name, type, server, timeoutMs, signal }: DnsQuestion): Promise<DnsAnswer> {
    signal?.throwIfAborted();
    const resolver = new Resolver({ timeout: Math.max(50, Math.floor(timeoutMs / 2)), tries: 2 });
    if (server !== undefined) resolver.setServers([this.judged(server)]);
    else if (this.options.isOffline) throw offline();
    const stop = () => {
      resolver.cancel();
    };
    const timer = setTimeout(stop, timeoutMs);
    signal?.addEventListener('abort', stop, { once: true });
    try {
      const records = await readRecords(resolver, name, type);
      return records.length === 0 ? { status: 'no_data' } : { status: 'answered', records };
    } catch (error) {
      if (signal?.aborted === true) throw signal.reason;
      return answerOf(error);
    } finally {
      clearTimeout(timer);
      signal?.removeEventListener('abort', stop);
    }
  }

  private judged(server: string): string {
    const { address, port } = parseServer(server);
    const isLoopback = classifyAddress(address) === 'loopback';
    if (this.options.isOffline && !isLoopback) throw offline();
    const reason = judgeAddress(configured(`http://${address.includes(':') ? `[${address}]` : address}`), address, []);
    if (reason !== undefined) throw blocked(reason);
    return address.includes(':') ? `[${address}]:${port}` : `${address}:${port}`;
  }
}

function answerOf(error: unknown): DnsAnswer {
  const code = codeOf(error);
  if (code === 'ENOTFOUND') return { status: 'no_name' };
  if (code === 'ENODATA') return { status: 'no_data' };
  const rcode = failed[code];
  if (rcode !== undefined) return { status: 'failed', rcode };
  if (code === 'ETIMEOUT' || code === 'ECANCELLED') throw new EgressError('timeout', { cause: error });
  if (code === 'EBADRESP' || code === 'EBADNAME') throw new EgressError('protocol', { cause: error });
  throw new EgressError('unreachable', { cause: error });
}
