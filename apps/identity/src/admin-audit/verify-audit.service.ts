import { readFile } from 'node:fs/promises';
import { Inject, Injectable } from '@nestjs/common';
import { openAuditLog, readCheckpoint } from '@sentrybox/audit';
import type { Checkpoint } from '@sentrybox/audit';
import { invalidRequest, unavailable } from '@sentrybox/errors';
import { LOGGER } from '@sentrybox/observability';
import type { Logger } from '@sentrybox/observability';
import { chainReportView, VerifyLogService } from '../audit-events';
import { IDENTITY_CONFIG } from '../config';
import type { IdentityConfig } from '../config';

/** Verifies the whole audit log, all chains to their ends, for whoever runs the host. */
@Injectable()
export class VerifyAuditService {
  constructor(
    @Inject(IDENTITY_CONFIG) private readonly config: IdentityConfig,
    @Inject(LOGGER) private readonly logger: Logger,
    private readonly verification: VerifyLogService,
  ) {}

  /**
   * @param checkpointsFile log lines or bare checkpoints, one per line, kept outside the database
   * @throws unavailable when identity has no access as `audit_sealer`; invalid_request for a file without a checkpoint
   */
  async run(checkpointsFile: string | undefined) {
    const url = this.config.DATABASE_AUDIT_URL;
    if (url === undefined) throw unavailable('DATABASE_AUDIT_URL is not set.');
    const exported = checkpointsFile === undefined ? [] : await checkpointsIn(checkpointsFile);
    const log = openAuditLog(url, this.logger);
    try {
      const reports = await this.verification.verifyAll(log, exported);
      const chains = reports.map((report) => ({ chain_id: report.chainId, ...chainReportView(report) }));
      return { is_intact: chains.every(({ is_intact }) => is_intact), chains };
    } finally {
      await log.close();
    }
  }
}

async function checkpointsIn(path: string): Promise<Checkpoint[]> {
  const text = await readFile(path, 'utf8').catch(() => {
    throw invalidRequest(`${path} cannot be read.`);
  });
  const found = text.split('\n').flatMap((line) => readCheckpoint(checkpointOf(line)) ?? []);
  if (found.length === 0) throw invalidRequest(`${path} holds no checkpoint of an audit log.`);
  return found;
}

/** A line of identity's log holds it as a field; a bare one is the line itself. */
function checkpointOf(line: string): string {
  return /"checkpoint":"([^"]{1,500})"/.exec(line)?.[1] ?? line;
}
