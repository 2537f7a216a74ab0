import { Controller } from '@nestjs/common';
import type { InputOf } from '@sentrybox/contracts';
import { platformAudit } from '@sentrybox/contracts';
import { Input, Route } from '@sentrybox/http';
import { inEnvelope } from '../envelope';
import { AuditAnswers } from './audit-answers';

/** What the audit log holds of no team. */
@Controller()
export class PlatformAuditEventsController {
  constructor(private readonly answers: AuditAnswers) {}

  @Route(platformAudit.list)
  async list(@Input() { query }: InputOf<typeof platformAudit.list>) {
    return await this.answers.list(null, query);
  }

  @Route(platformAudit.export)
  export(@Input() { query }: InputOf<typeof platformAudit.export>) {
    return this.answers.export(null, query);
  }

  @Route(platformAudit.verify)
  async verify(@Input() { query }: InputOf<typeof platformAudit.verify>) {
    return inEnvelope(await this.answers.verify(null, query.after_seq));
  }
}
