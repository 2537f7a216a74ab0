import { openDatabase } from '@sentrybox/database';
import type { Database } from '@sentrybox/database';
import type { Clock, Logger, Metrics } from '@sentrybox/observability';
import { Sealer } from './sealer';
import type { CheckpointSigner } from './sealer';
import { SealingLoop } from './sealing-loop';
import { SealsRepository } from './seals.repository';

export interface SealingOptions {
  /** PostgreSQL as the role `audit_sealer`. */
  readonly url: string;
  readonly signer: CheckpointSigner;
  readonly checkpointEveryMs: number;
  readonly clock: Clock;
  readonly logger: Logger;
  readonly metrics: Metrics;
}

export interface Sealing {
  start(): void;
  /** Ends what is under way and closes the connections. */
  stop(): Promise<void>;
}

/** Seals the audit log for as long as it runs; any number of processes may, one at a time does. */
export function openSealing({ url, signer, ...parts }: SealingOptions): Sealing {
  const database = openAuditLog(url, parts.logger);
  const seals = new SealsRepository(database);
  const loop = new SealingLoop({ ...parts, seals, sealer: new Sealer(seals, signer) });
  return {
    start: () => {
      loop.start();
    },
    stop: async () => {
      await loop.stop();
      await database.close();
    },
  };
}

/** The audit log as the role `audit_sealer` sees it: all of it. Close it. */
export function openAuditLog(url: string, logger: Logger): Database {
  return openDatabase({
    applicationName: 'sentrybox-audit',
    schema: 'audit',
    entities: [],
    url,
    workUrl: undefined,
    onError: (event, error) => {
      logger.warn(event, { error });
    },
  });
}
