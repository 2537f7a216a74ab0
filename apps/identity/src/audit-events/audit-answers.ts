import { Injectable } from '@nestjs/common';
import type { InputOf, teamAudit } from '@sentrybox/contracts';
import { stream } from '@sentrybox/http';
import { listAnswer } from '../paging';
import { auditEventView } from './audit-event.view';
import { AuditEventsService } from './audit-events.service';
import { exportTypes, toCsv, toNdjson } from './export-events';
import { chainReportView, VerifyLogService } from './verify-log.service';

type Whose = string | null;

/** What the routes of a team's log and those of the platform's answer; they differ in whose log it is. */
@Injectable()
export class AuditAnswers {
  constructor(
    private readonly events: AuditEventsService,
    private readonly verification: VerifyLogService,
  ) {}

  async list(teamId: Whose, query: InputOf<typeof teamAudit.list>['query']) {
    const { nextCursor, ...page } = await this.events.list(teamId, query);
    return listAnswer(page, query, auditEventView, nextCursor);
  }

  export(teamId: Whose, query: InputOf<typeof teamAudit.export>['query']) {
    const batches = this.events.all(teamId, query);
    const body = query.format === 'csv' ? toCsv(batches) : toNdjson(batches);
    const name = `audit-events.${query.format}`;
    return stream(200, exportTypes[query.format], body, {
      headers: { 'content-disposition': `attachment; filename="${name}"` },
    });
  }

  async verify(teamId: Whose, afterSeq: number) {
    return chainReportView(await this.verification.verify(teamId, afterSeq));
  }
}
