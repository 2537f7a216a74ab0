import { Inject, Injectable } from '@nestjs/common';
import type { Pap, Tlp } from '@sentrybox/contracts';
import { Database, uuidv7 } from '@sentrybox/database';
import type { Clock } from '@sentrybox/observability';
import { CLOCK } from '@sentrybox/observability';
import type { ConfiguredPlugin, Indicator } from '../plugins';
import type { DisclosureRow } from './disclosures.repository';
import { DisclosuresRepository } from './disclosures.repository';

interface Told {
  readonly teamId: string;
  readonly tlp: Tlp;
  readonly pap: Pap;
}

interface Batch {
  readonly rows: DisclosureRow[];
  readonly written: Promise<void>;
}

/** Who was told of which indicator. */
@Injectable()
export class DisclosureLedger {
  private readonly batches = new Map<string, Batch>();

  constructor(
    private readonly repository: DisclosuresRepository,
    private readonly database: Database,
    @Inject(CLOCK) private readonly clock: Clock,
  ) {}

  /**
   * Resolves when it is written that this source is about to be told; only then may it be. Nothing is written of sources
   * that are none outside. Entries of one team that come together are one insert.
   * @throws DomainError `unavailable`: then nobody may be told
   */
  async record({ plugin, settings }: ConfiguredPlugin, { iocType, value }: Indicator, told: Told): Promise<void> {
    const { disclosure } = plugin.exposure(settings.values);
    if (disclosure === 'none') return;
    const batch = this.batchOf(told.teamId);
    batch.rows.push({
      id: uuidv7(),
      type: iocType,
      canonical: value,
      plugin: plugin.manifest.name,
      disclosure,
      account: settings.account,
      tlp: told.tlp,
      pap: told.pap,
      toldAt: this.clock.now(),
    });
    await batch.written;
  }

  private batchOf(teamId: string): Batch {
    const open = this.batches.get(teamId);
    if (open !== undefined) return open;
    const rows: DisclosureRow[] = [];
    // The plugins of one request come to this point in turns of the loop that follow each other at once.
    const written = new Promise((resolve) => setImmediate(resolve)).then(async () => {
      this.batches.delete(teamId);
      await this.database.inTeam(teamId, () => this.repository.insert(teamId, rows));
    });
    const batch = { rows, written };
    this.batches.set(teamId, batch);
    return batch;
  }
}
