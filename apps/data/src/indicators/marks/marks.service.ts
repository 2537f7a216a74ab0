import { Inject, Injectable } from '@nestjs/common';
import { Audit } from '@sentrybox/audit';
import { subjectIdOf } from '@sentrybox/contracts';
import type { FalsePositiveView, InputOf, listFalsePositives, Principal, SourceScope } from '@sentrybox/contracts';
import { behindIdOf, Database, newestFirst, uuidv7 } from '@sentrybox/database';
import { notFound } from '@sentrybox/errors';
import { CLOCK } from '@sentrybox/observability';
import type { Clock } from '@sentrybox/observability';
import { assertMayChange } from '../../model';
import { KnownIndicatorsRepository } from '../known-indicators.repository';
import type { IndicatorKey } from '../known-indicators.repository';
import { notMarked } from './marks.errors';
import { MarksRepository } from './marks.repository';
import type { MarkRow } from './marks.repository';

/** Marks of false positives: a value that is marked counts for nothing, whoever lists it, until the mark is gone. */
@Injectable()
export class MarksService {
  constructor(
    private readonly marks: MarksRepository,
    private readonly known: KnownIndicatorsRepository,
    private readonly database: Database,
    private readonly audit: Audit,
    @Inject(CLOCK) private readonly clock: Clock,
  ) {}

  /** @throws DomainError not_found, platform_admin_required, already_marked */
  async mark(principal: Principal, id: string, { reason, scope }: { reason: string; scope: SourceScope }) {
    assertMayChange(principal, scope);
    return await this.database.inTeam(principal.teamId, async () => {
      const row: MarkRow = {
        ...(await this.keyOf(id)),
        id: uuidv7(),
        scope,
        reason,
        markedBy: subjectIdOf(principal),
        markedAt: this.clock.now(),
      };
      await this.marks.insert(row);
      await this.record('false_positive_marked', principal, id, row);
      return markView(row);
    });
  }

  /** @throws DomainError not_found, platform_admin_required, not_marked */
  async unmark(principal: Principal, id: string, scope: SourceScope): Promise<void> {
    assertMayChange(principal, scope);
    await this.database.inTeam(principal.teamId, async () => {
      const key = await this.keyOf(id);
      if (!(await this.marks.delete(scope, key))) throw notMarked();
      await this.record('false_positive_unmarked', principal, id, { scope, value: key.value });
    });
  }

  async list({ teamId }: Principal, { query }: InputOf<typeof listFalsePositives>) {
    const before = behindIdOf(query);
    const { rows, total } = await this.database.inTeam(teamId, () =>
      this.marks.list(before, query.limit + 1, before === undefined ? query.offset : 0),
    );
    return newestFirst({ path: '/api/v1/false-positives', query, page: query, rows, count: total, toItem: markView });
  }

  private async keyOf(id: string): Promise<IndicatorKey> {
    const found = await this.known.findById(['team', 'platform'], id);
    if (found === undefined) throw notFound('There is no such indicator.');
    return { type: found.type, value: found.value };
  }

  private async record(
    action: string,
    { teamId }: Principal,
    id: string,
    about: { scope: SourceScope; value: string },
  ) {
    const details = { scope: about.scope, value: about.value.slice(0, 200) };
    await this.audit.record({ action, teamId, object: { type: 'indicator', id }, outcome: 'success', details });
  }
}

function markView({ markedBy, markedAt, ...row }: MarkRow): FalsePositiveView {
  return { ...row, marked_by: markedBy, marked_at: markedAt.toISOString() };
}
