import { Inject, Injectable } from '@nestjs/common';
import { severities } from '@sentrybox/contracts';
import type { IndicatorView, RealtimeQuery } from '@sentrybox/contracts';
import { DomainError, unavailable } from '@sentrybox/errors';
import { stream } from '@sentrybox/http';
import { CLOCK } from '@sentrybox/observability';
import type { Clock } from '@sentrybox/observability';
import { indicatorView, KnownIndicatorsRepository } from '../indicators';
import { Reader } from '../model';
import { positionOf, positionText } from './position';
import type { Position } from './position';
import { StreamRepository } from './stream.repository';
import { WakeUps } from './wake-ups';
import { retryMs, wireOf } from './wire';
import type { StreamLine } from './wire';

/** Indicators that are read, and held in memory for one reader, at once. */
const batchSize = 200;
const mostOpen = 200;
const heartbeatMs = 15_000;
/**
 * How long a credential is believed; also how long an announcement that was lost can delay what it announced. One second
 * less than the five in which a credential that was taken back has to stop opening anything.
 */
const checkMs = 4_000;
const idleTimeoutMs = 30_000;

interface Follower {
  readonly teamId: string | undefined;
  readonly query: RealtimeQuery;
  readonly stillAllowed: () => Promise<void>;
}

/**
 * New indicators as they come. A reader pulls: nothing is read for it before it has taken what it got, so that a slow one
 * holds a batch and no more. Where it stands is in every line's id and in no server: any replica can go on from there.
 */
@Injectable()
export class StreamService {
  private open = 0;

  constructor(
    private readonly arrivals: StreamRepository,
    private readonly known: KnownIndicatorsRepository,
    private readonly wakeUps: WakeUps,
    private readonly reader: Reader,
    @Inject(CLOCK) private readonly clock: Clock,
  ) {}

  /** @throws DomainError invalid_request for a position of another stream; unavailable when too many are open */
  async follow(
    query: RealtimeQuery,
    headers: { accept?: string; lastEventId?: string },
    stillAllowed: () => Promise<void>,
  ) {
    if (this.open >= mostOpen) throw unavailable('Too many streams are open.', undefined, 5);
    const follower = { teamId: this.reader.teamOf('indicators:read'), query, stillAllowed };
    const lastId = headers.lastEventId ?? query.last_event_id;
    const from = lastId === undefined ? await this.start(follower) : positionOf(lastId);
    const wire = wireOf(query, headers.accept);
    const farewell = wire.line({ ...this.line('end', from), reason: 'draining', retry_after_ms: retryMs });
    return stream(200, wire.mediaType, (signal) => this.text(this.lines(follower, from, signal), wire.line), {
      isLive: true,
      farewell,
      idleTimeoutMs,
      headers: { 'cache-control': 'no-store', 'x-accel-buffering': 'no' },
    });
  }

  private async start({ teamId, query }: Follower): Promise<Position> {
    const now = this.clock.now().getTime();
    const since = query.since_minutes === 0 ? undefined : new Date(now - query.since_minutes * 60_000);
    return await this.reader.readAs(teamId, async (scopes) => ({
      platform: await this.arrivals.start('platform', since),
      team: scopes.includes('team') ? await this.arrivals.start('team', since) : { seq: 0, id: '' },
    }));
  }

  private async *text(
    lines: AsyncIterable<readonly StreamLine[]>,
    write: (line: StreamLine) => string,
  ): AsyncGenerator<string, void> {
    this.open += 1;
    try {
      for await (const some of lines) yield some.map(write).join('');
    } finally {
      this.open -= 1;
    }
  }

  private async *lines(
    follower: Follower,
    from: Position,
    signal: AbortSignal,
  ): AsyncGenerator<readonly StreamLine[], void> {
    let position = from;
    let checkedMs = this.clock.monotonicMs();
    let spokeMs = checkedMs;
    yield [this.line('heartbeat', position)]; // so that the client sees that it is connected
    while (!signal.aborted) {
      if (this.clock.monotonicMs() - checkedMs >= checkMs) {
        if (!(await isAllowed(follower))) {
          yield [{ ...this.line('end', position), reason: 'credential', retry_after_ms: retryMs }];
          return;
        }
        checkedMs = this.clock.monotonicMs();
      }
      const next = await this.next(follower, position);
      position = next.position;
      if (next.lines.length > 0) {
        spokeMs = this.clock.monotonicMs();
        yield next.lines;
      }
      if (next.isMore) continue;
      if (this.clock.monotonicMs() - spokeMs >= heartbeatMs) {
        spokeMs = this.clock.monotonicMs();
        yield [this.line('heartbeat', position)];
      }
      await this.wakeUps.wait(follower.teamId, checkedMs + checkMs - this.clock.monotonicMs(), signal);
    }
  }

  private async next({ teamId, query }: Follower, from: Position) {
    return await this.reader.readAs(teamId, async (scopes) => {
      let position = from;
      const lines: StreamLine[] = [];
      let isMore = false;
      for (const scope of scopes) {
        const { arrived, place } = await this.arrivals.next(scope, position[scope], batchSize);
        isMore ||= place !== position[scope];
        const found = await this.known.find(scopes, arrived);
        for (const [index, item] of arrived.entries()) {
          position = { ...position, [scope]: { seq: place.seq, id: item.id } };
          const { evidence, mark } = found[index] ?? { evidence: [], mark: null };
          if (evidence.length === 0) continue; // nothing that this reader may see
          const indicator = indicatorView({ ...item, evidence, mark }, this.clock.now());
          if (isWanted(query, indicator)) lines.push({ ...this.line('indicator', position), indicator });
        }
        position = { ...position, [scope]: place };
      }
      return { lines, position, isMore };
    });
  }

  private line(event: StreamLine['event'], position: Position): StreamLine {
    return { id: positionText(position), event, at: this.clock.now().toISOString() };
  }
}

function isWanted({ type, severity }: RealtimeQuery, indicator: IndicatorView): boolean {
  if (type !== undefined && !type.includes(indicator.type)) return false;
  return severity === undefined || severities.indexOf(indicator.severity) <= severities.indexOf(severity);
}

/** No answer of identity is no. */
async function isAllowed({ stillAllowed }: Follower): Promise<boolean> {
  try {
    await stillAllowed();
    return true;
  } catch (error) {
    if (error instanceof DomainError) return false;
    throw error;
  }
}
