import { Controller } from '@nestjs/common';
import { CurrentPrincipal } from '@sentrybox/auth';
import type { InputOf, Principal } from '@sentrybox/contracts';
import { teamAudit } from '@sentrybox/contracts';
import { Input, Route } from '@sentrybox/http';
import { inEnvelope } from '../envelope';
import { AuditAnswers } from './audit-answers';

/** The audit log of the caller's team. */
@Controller()
export class AuditEventsController {
  constructor(private readonly answers: AuditAnswers) {}

  @Route(teamAudit.list)
  async list(@Input() { query }: InputOf<typeof teamAudit.list>, @CurrentPrincipal() caller: Principal) {
    return await this.answers.list(caller.teamId, query);
  }

  @Route(teamAudit.export)
  export(@Input() { query }: InputOf<typeof teamAudit.export>, @CurrentPrincipal() caller: Principal) {
    return this.answers.export(caller.teamId, query);
  }

  @Route(teamAudit.verify)
  async verify(@Input() { query }: InputOf<typeof teamAudit.verify>, @CurrentPrincipal() caller: Principal) {
    return inEnvelope(await this.answers.verify(caller.teamId, query.after_seq));
  }
}
