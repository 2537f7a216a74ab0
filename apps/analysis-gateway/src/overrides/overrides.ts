import { Injectable } from '@nestjs/common';
import type { IocType, OverrideView } from '@sentrybox/contracts';
import { hostOfUrl } from '@sentrybox/ioc';
import type { Holds, OverrideRow, Subject } from './overrides.repository';
import { OverridesRepository } from './overrides.repository';

/** What analysts hold of indicators. */
@Injectable()
export class Overrides {
  constructor(private readonly repository: OverridesRepository) {}

  /** The one that holds for an indicator now, the most exact first. In the current transaction of the team. */
  async current(teamId: string, subject: Subject, now: Date): Promise<OverrideView | null> {
    const [override] = await this.currentOf(teamId, [subject], now);
    return override ?? null;
  }

  /** The same for several, in their order: one question. */
  async currentOf(teamId: string, subjects: readonly Subject[], now: Date): Promise<(OverrideView | null)[]> {
    const rows = await this.repository.current(teamId, subjects.map(holdsOf), now);
    return rows.map((row) => (row === undefined ? null : toOverrideView(row)));
  }
}

/** The names and the address by which an override can hold an indicator. */
export function holdsOf({ type, canonical }: Subject): Holds {
  const host = hostOf(type, canonical);
  const isAddress = host !== undefined && isIpAddress(host);
  return {
    names: [canonical, ...(host === undefined || isAddress ? [] : suffixesOf(host))],
    address: isAddress ? host : null,
  };
}

function hostOf(type: IocType, canonical: string): string | undefined {
  switch (type) {
    case 'ip':
    case 'domain':
      return canonical;
    case 'url':
      return hostOfUrl(canonical)?.host;
    case 'email':
      return canonical.slice(canonical.lastIndexOf('@') + 1);
    case 'hash':
      return undefined;
  }
}

function isIpAddress(host: string): boolean {
  return host.includes(':') || /^\d{1,3}(?:\.\d{1,3}){3}$/.test(host);
}

function suffixesOf(host: string): string[] {
  const labels = host.split('.');
  return labels.map((_label, index) => labels.slice(index).join('.'));
}

export function toOverrideView(row: OverrideRow): OverrideView {
  return {
    id: row.id,
    verdict: row.verdict,
    reason: row.reason,
    scope: row.scope,
    applies_to: row.appliesTo,
    created_by: row.createdBy,
    created_at: row.createdAt.toISOString(),
    expires_at: row.expiresAt.toISOString(),
  };
}
