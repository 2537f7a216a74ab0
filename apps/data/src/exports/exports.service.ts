import { createHash } from 'node:crypto';
import { Inject, Injectable } from '@nestjs/common';
import type { exportIndicators, IndicatorView, InputOf } from '@sentrybox/contracts';
import { unavailable } from '@sentrybox/errors';
import { reply, stream } from '@sentrybox/http';
import { CLOCK } from '@sentrybox/observability';
import type { Clock } from '@sentrybox/observability';
import { IndicatorWalk, indicatorView } from '../indicators';
import type { SearchFilter } from '../indicators';
import { mayBeExported, Reader } from '../model';
import { exportFilter } from './export-filter';
import { ExportsRepository } from './exports.repository';
import { fileFormats } from './formats';

/** At once in one process: each takes a connection for most of its time, of which there are five. */
const mostAtOnce = 2;

/** Everything active as a file, as far as its reader may pass it on. */
@Injectable()
export class ExportsService {
  private running = 0;

  constructor(
    private readonly walk: IndicatorWalk,
    private readonly exports: ExportsRepository,
    private readonly reader: Reader,
    @Inject(CLOCK) private readonly clock: Clock,
  ) {}

  /** @param known the caller's If-None-Match. @throws DomainError type_required; unavailable when too many run */
  async export({ params, query }: InputOf<typeof exportIndicators>, known: string | undefined) {
    if (this.running >= mostAtOnce) throw unavailable('Too many exports run at once.', undefined, 10);
    const at = this.clock.now();
    const filter = exportFilter(params.format, query, at);
    const teamId = this.reader.teamOf('indicators:read');
    const state = await this.reader.readAs(teamId, (scopes) => this.exports.state(scopes, at));
    const headers = {
      etag: etagOf([params.format, query, teamId ?? null, state]),
      'cache-control': 'private, no-cache',
    };
    if (isKnown(known, headers.etag)) return reply(304, undefined, headers);
    const format = fileFormats[params.format];
    return stream(200, format.mediaType, () => this.counted(format.write(this.rows(teamId, filter), at)), {
      headers: { ...headers, 'content-disposition': `attachment; filename="indicators.${format.extension}"` },
    });
  }

  private async *rows(
    teamId: string | undefined,
    filter: Omit<SearchFilter, 'withTeam'>,
  ): AsyncGenerator<IndicatorView[], void> {
    for await (const batch of this.walk.batches(teamId, filter)) {
      const kept = batch
        .map((known) => ({ ...known, evidence: known.evidence.filter(({ tlp }) => mayBeExported(tlp)) }))
        .filter(({ evidence }) => evidence.length > 0)
        .map((known) => indicatorView(known, filter.at));
      yield kept.filter(({ status }) => status === 'active');
    }
  }

  private async *counted(pieces: AsyncIterable<string>): AsyncGenerator<string, void> {
    this.running += 1;
    try {
      yield* pieces;
    } finally {
      this.running -= 1;
    }
  }
}

// Weak: the same rows, not the same bytes; scores and the order of equal times may differ.
function etagOf(parts: unknown): string {
  return `W/"${createHash('sha256').update(JSON.stringify(parts)).digest('base64url').slice(0, 27)}"`;
}

function isKnown(header: string | undefined, etag: string): boolean {
  if (header === undefined) return false;
  return header.trim() === '*' || header.split(',').some((each) => each.trim() === etag);
}
