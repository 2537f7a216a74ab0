import { setTimeout as wait } from 'node:timers/promises';
import { Injectable } from '@nestjs/common';
import type { Principal, RunProgress } from '@sentrybox/contracts';
import { Database } from '@sentrybox/database';
import { ImportsRepository } from '../imports';
import type { ImportRow } from '../imports';
import { SourcesService } from '../sources';

const lookEveryMs = 1_000;
/** Of so many looks without news the first makes a comment, so that clients and proxies see that the stream is open. */
const quietLooks = 15;

/** The progress of a source's runs as server-sent events (WHATWG HTML 9.2). */
@Injectable()
export class RunStream {
  constructor(
    private readonly sources: SourcesService,
    private readonly runs: ImportsRepository,
    private readonly database: Database,
  ) {}

  /** @throws DomainError not_found, before the stream begins. */
  async open(
    { teamId }: Principal,
    sourceId: string,
    stillAllowed: () => Promise<void>,
  ): Promise<(signal: AbortSignal) => AsyncIterable<string>> {
    const look = async () => {
      await stillAllowed();
      return await this.database.inTeam(teamId, async () => {
        const { scope } = await this.sources.readable(sourceId);
        return await this.runs.latest(scope, sourceId);
      });
    };
    await look();
    return (signal) => events(look, signal);
  }
}

async function* events(look: () => Promise<ImportRow | undefined>, signal: AbortSignal): AsyncGenerator<string, void> {
  let last = '';
  let quiet = 0;
  while (!signal.aborted) {
    const run = await look();
    const data = run === undefined ? '' : JSON.stringify(progressOf(run));
    if (data !== last) yield `event: run\ndata: ${data}\n\n`;
    quiet = data === last ? quiet + 1 : 0;
    last = data;
    if (quiet % quietLooks === 1) yield ': still here\n\n';
    await wait(lookEveryMs, undefined, { signal }).catch(() => undefined); // aborted: the loop ends
  }
}

function progressOf(run: ImportRow): RunProgress {
  return {
    id: run.id,
    state: run.state,
    phase: run.progress?.phase ?? null,
    bytes: run.progress?.bytes ?? Number(run.file_bytes ?? 0),
    records: run.progress?.records ?? run.counts.records,
    error: run.error_code,
  };
}
