import type { Counter, Histogram } from 'prom-client';
import { Injectable } from '@nestjs/common';
import type { Principal } from '@sentrybox/contracts';
import { DomainError } from '@sentrybox/errors';
import { Metrics } from '@sentrybox/observability';

/** Counts decisions about callers. The labels are of closed sets; nobody is named. */
@Injectable()
export class AuthMetrics {
  private readonly decisions: Counter<'kind' | 'outcome' | 'reason'>;
  private readonly keyUses: Counter;
  private readonly revocationLag: Histogram;

  constructor(metrics: Metrics) {
    this.decisions = metrics.counter('auth_decisions_total', 'Decisions about callers of routes.', [
      'kind',
      'outcome',
      'reason',
    ]);
    this.keyUses = metrics.counter('api_key_uses_total', 'Requests that were made with a valid API key.');
    this.revocationLag = metrics.histogram(
      'revocation_lag_seconds',
      'Time from the announcement that a credential changed until this process had forgotten it.',
      [],
      [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10],
    );
  }

  /** @param error undefined: the caller was let in. */
  decided(principal: Principal | undefined, error: unknown): void {
    if (principal?.kind === 'api_key') this.keyUses.inc();
    const reason = error === undefined ? 'granted' : error instanceof DomainError ? error.code : 'internal_error';
    const outcome = error === undefined ? 'allowed' : 'refused';
    this.decisions.inc({ kind: principal?.kind ?? 'none', outcome, reason });
  }

  forgotten(ageMs: number): void {
    this.revocationLag.observe(ageMs / 1_000);
  }
}
