import { Inject, Injectable } from '@nestjs/common';
import { Audit } from '@sentrybox/audit';
import type { AddIndicatorBody, IndicatorDetailView, Principal } from '@sentrybox/contracts';
import { Database } from '@sentrybox/database';
import { notFound } from '@sentrybox/errors';
import { CLOCK } from '@sentrybox/observability';
import type { Clock } from '@sentrybox/observability';
import { Arrivals } from '../../arrivals';
import { storedValueOf, WriteTurn } from '../../model';
import type { ReadableScopes } from '../../model';
import { indicatorDetailView } from '../indicator.view';
import { KnownIndicatorsRepository } from '../known-indicators.repository';
import { ownIndicatorOf } from './own-indicator';
import { OwnIndicatorsRepository } from './own-indicators.repository';

/** An import of the team may have the turn to write. */
const turnWaitMs = 4_000;
const scopes: ReadableScopes = ['team', 'platform'];

/** What members of a team add themselves. */
@Injectable()
export class OwnIndicatorsService {
  constructor(
    private readonly own: OwnIndicatorsRepository,
    private readonly known: KnownIndicatorsRepository,
    private readonly turn: WriteTurn,
    private readonly arrivals: Arrivals,
    private readonly database: Database,
    private readonly audit: Audit,
    @Inject(CLOCK) private readonly clock: Clock,
  ) {}

  /** @throws DomainError not_an_indicator, not_public; unavailable while a long import of the team runs */
  async add({ teamId }: Principal, body: AddIndicatorBody): Promise<IndicatorDetailView> {
    const own = ownIndicatorOf(body);
    return await this.database.inTeam(teamId, async () => {
      await this.turn.take('team', turnWaitMs);
      const now = this.clock.now();
      const { id, sourceId, isNew } = await this.own.put(own, now);
      if (isNew) await this.arrivals.note('team', { sourceId, firstId: id, lastId: id });
      await this.record('indicator_added', teamId, id);
      // Where the platform knows the value too, its id is the one that everybody sees.
      const [found] = await this.known.findByKeys(scopes, [own.lookupKey], own.type);
      if (found === undefined) throw notFound('There is no such indicator.');
      return indicatorDetailView(found, now);
    });
  }

  /** @throws DomainError not_found */
  async remove({ teamId }: Principal, id: string): Promise<void> {
    await this.database.inTeam(teamId, async () => {
      await this.turn.take('team', turnWaitMs);
      const key = await this.known.keyOf(scopes, id);
      const ownId = key === undefined ? '' : await this.own.idOf({ type: key.type, ...storedValueOf(key.value) });
      if (ownId === '' || !(await this.own.remove(ownId, this.clock.now()))) {
        throw notFound('The team has added no such indicator.');
      }
      await this.record('indicator_removed', teamId, ownId);
    });
  }

  private async record(action: string, teamId: string, id: string): Promise<void> {
    await this.audit.record({ action, teamId, object: { type: 'indicator', id }, outcome: 'success', details: {} });
  }
}
