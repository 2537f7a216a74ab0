import { Injectable } from '@nestjs/common';
import { Database } from '@sentrybox/database';
import type { AuditEvent } from './audit-event';
import { insertEvents, rowOf } from './audit-row';

/** The audit log. Rows can be added and never changed. */
@Injectable()
export class Audit {
  constructor(private readonly database: Database) {}

  /**
   * Writes the row in the current transaction, so that it and what it tells of become durable together or not at all;
   * outside a transaction it is durable when this resolves. Actor, address and request id come from the current
   * request. Text longer than 1,024 characters is cut.
   * @throws DomainError `unavailable`: then what it tells of must not happen either.
   */
  async record(event: AuditEvent): Promise<void> {
    await this.database.execute(insertEvents, [JSON.stringify([rowOf(event)])]);
  }
}
