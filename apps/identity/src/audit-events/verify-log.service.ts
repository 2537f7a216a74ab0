import { createPublicKey } from 'node:crypto';
import type { KeyObject } from 'node:crypto';
import { Inject, Injectable } from '@nestjs/common';
import { ChainRepository, platformChain, verifyChain } from '@sentrybox/audit';
import type { ChainReport, Checkpoint } from '@sentrybox/audit';
import { Database } from '@sentrybox/database';
import { LOGGER, Metrics } from '@sentrybox/observability';
import type { Logger } from '@sentrybox/observability';
import type { Counter } from 'prom-client';
import { SigningKeysRepository } from '../signing-keys';

/** In one request; takes a few seconds. */
const maxRowsPerRequest = 200_000;
const statementTimeoutMs = 60_000;

/** Proves that the audit log is whole, or names the first row that is not. */
@Injectable()
export class VerifyLogService {
  private readonly failures: Counter;

  constructor(
    private readonly database: Database,
    private readonly signingKeys: SigningKeysRepository,
    @Inject(LOGGER) private readonly logger: Logger,
    metrics: Metrics,
  ) {
    this.failures = metrics.counter('audit_verify_failures_total', 'Verifications that found a bad row.');
  }

  /** The chain of a team, or, for null, of what concerns none. */
  async verify(teamId: string | null, afterSeq: number): Promise<ChainReport> {
    const options = { keys: await this.keys(), afterSeq, maxRows: maxRowsPerRequest };
    const chains = new ChainRepository(this.database);
    const work = () => verifyChain(chains, teamId ?? platformChain, options);
    const report =
      teamId === null
        ? await this.database.shared(work, { statementTimeoutMs })
        : await this.database.inTeam(teamId, work, { statementTimeoutMs });
    if (report.firstBad !== undefined) this.tell(report);
    return report;
  }

  /** Every chain to its end. @param log the database as the role `audit_sealer` */
  async verifyAll(log: Database, exported: readonly Checkpoint[]): Promise<ChainReport[]> {
    const options = { keys: await this.keys(), exported };
    const chains = new ChainRepository(log);
    const names = new Set([...(await chains.chains()), ...exported.map(({ chainId }) => chainId)]);
    const reports: ChainReport[] = [];
    for (const chainId of names) reports.push(await verifyChain(chains, chainId, options));
    return reports;
  }

  private tell({ chainId, firstBad }: ChainReport): void {
    this.failures.inc();
    this.logger.error('audit_verify_failed', { chain_id: chainId, ...firstBad });
  }

  /** Keys that were ever used: what they signed stays signed. */
  private async keys(): Promise<ReadonlyMap<string, KeyObject>> {
    const all = await this.signingKeys.ever();
    return new Map(all.map((jwk) => [jwk.kid, createPublicKey({ key: { ...jwk }, format: 'jwk' })]));
  }
}

export function chainReportView({ firstBad, ...report }: ChainReport) {
  return {
    is_intact: firstBad === undefined,
    is_complete: report.isComplete,
    checked_rows: report.checkedRows,
    last_seq: report.lastSeq,
    checkpoints: report.checkpoints,
    first_bad:
      firstBad === undefined ? null : { seq: firstBad.seq, event_id: firstBad.eventId, reason: firstBad.reason },
  };
}
