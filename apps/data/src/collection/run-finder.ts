import { Inject, Injectable } from '@nestjs/common';
import { CLOCK } from '@sentrybox/observability';
import type { Clock } from '@sentrybox/observability';
import { ImportsRepository } from '../imports';
import { SourcesService } from '../sources';
import type { Source } from '../sources';
import { collectionOf } from './collection';
import type { Collection } from './collection';
import { CollectionsRepository } from './collections.repository';
import { newRun } from './new-run';

/** A run with what it is about. */
export interface Run {
  readonly id: string;
  readonly collection: Collection;
  readonly source: Source;
  /** How often the provider was asked in it, this time included. */
  readonly attempts: number;
  /** Whether there is anything to do. */
  readonly isOpen: boolean;
}

/** From the id of a piece of work to the run; inside the transaction of its team. */
@Injectable()
export class RunFinder {
  constructor(
    private readonly collections: CollectionsRepository,
    private readonly runs: ImportsRepository,
    private readonly sources: SourcesService,
    @Inject(CLOCK) private readonly clock: Clock,
  ) {}

  /** Undefined when no source waits for this run (any more). */
  async find(id: string): Promise<Omit<Run, 'attempts' | 'isOpen'> | undefined> {
    for (const scope of ['team', 'platform'] as const) {
      const row = await this.collections.findByRun(scope, id);
      if (row === undefined) continue;
      const source = await this.sources.find(scope, row.source_id);
      if (source !== undefined) return { id, collection: collectionOf(scope, row), source };
    }
    return undefined;
  }

  /** Counts an attempt of the run. One of a source that is switched off leaves no trace in the history. */
  async begin(id: string): Promise<Run | undefined> {
    const found = await this.find(id);
    if (found === undefined) return undefined;
    const { source } = found;
    if (!source.isEnabled) return { ...found, attempts: 0, isOpen: false };
    await this.runs.insert(source.scope, newRun(source, id, 'running', this.clock.now()));
    const isOpen = await this.runs.begin(source.scope, id);
    const run = await this.runs.find(source.scope, id);
    return { ...found, attempts: run?.attempts ?? 0, isOpen };
  }
}
