import { Injectable } from '@nestjs/common';
import type { InputOf, teamAudit } from '@sentrybox/contracts';
import { countLimit, decodeCursor, encodeCursor } from '@sentrybox/database';
import { z } from 'zod';
import type { StoredEvent } from './audit-event.view';
import type { EventFilter, EventPosition } from './audit-events.repository';
import { AuditEventsRepository } from './audit-events.repository';

type ListQuery = InputOf<typeof teamAudit.list>['query'];
type ExportQuery = InputOf<typeof teamAudit.export>['query'];

export interface EventsPage {
  readonly items: readonly StoredEvent[];
  readonly total: number;
  readonly nextCursor: string | null;
}

const exportBatch = 1_000;
const position = z.tuple([z.string().regex(/^\d{1,17}$/), z.uuid()]);

/** Reads the audit log of a team, or, for null, what concerns none. */
@Injectable()
export class AuditEventsService {
  constructor(private readonly events: AuditEventsRepository) {}

  /** Newest first. @throws invalid_request for a cursor of another list */
  async list(teamId: string | null, query: ListQuery): Promise<EventsPage> {
    const { limit, offset, cursor } = query;
    const behind = cursor === undefined ? undefined : decodeCursor(position, cursor);
    const filter = filterOf(query);
    const found = await this.events.page(teamId, filter, { direction: 'desc', limit: limit + 1, offset, behind });
    const items = found.slice(0, limit);
    const last = items.at(-1);
    return {
      items,
      total: Math.min(await this.events.count(teamId, filter), countLimit),
      nextCursor: found.length > limit && last !== undefined ? encodeCursor(positionOf(last)) : null,
    };
  }

  /** All that match, oldest first, a batch at a time. */
  async *all(teamId: string | null, query: ExportQuery): AsyncGenerator<readonly StoredEvent[]> {
    let behind: EventPosition | undefined;
    for (;;) {
      const page = { direction: 'asc', limit: exportBatch, offset: 0, behind } as const;
      const events = await this.events.page(teamId, filterOf(query), page);
      if (events.length > 0) yield events;
      const last = events.at(-1);
      if (events.length < exportBatch || last === undefined) return;
      behind = positionOf(last);
    }
  }
}

function positionOf(event: StoredEvent): EventPosition {
  return [event.position, event.id];
}

function filterOf(query: Omit<ListQuery, 'limit' | 'offset' | 'cursor'>): EventFilter {
  return {
    action: query.action,
    actorId: query.actor_id,
    objectType: query.object_type,
    objectId: query.object_id,
    outcome: query.outcome,
    requestId: query.request_id,
    since: query.since,
    until: query.until,
  };
}
