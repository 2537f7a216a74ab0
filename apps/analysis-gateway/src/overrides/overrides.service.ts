import { Inject, Injectable } from '@nestjs/common';
import { Audit } from '@sentrybox/audit';
import type { InputOf, OverrideView, overrideAnalysis, Principal } from '@sentrybox/contracts';
import { listOverrides, subjectIdOf } from '@sentrybox/contracts';
import { behindIdOf, Database, newestFirst, uuidv7 } from '@sentrybox/database';
import type { PageRequest } from '@sentrybox/database';
import { canonicaliseIoc } from '@sentrybox/ioc';
import type { Clock } from '@sentrybox/observability';
import { CLOCK } from '@sentrybox/observability';
import { isUuid } from '../is-uuid';
import { holdsOf, toOverrideView } from './overrides';
import { analysisToOverrideNotFound, doesNotHold, overrideNotFound } from './overrides.errors';
import { OverridesRepository } from './overrides.repository';
import type { Subject } from './overrides.repository';

type Body = InputOf<typeof overrideAnalysis>['body'];

const dayMs = 86_400_000;

/** Use cases of overrides; everything happens in the caller's team. */
@Injectable()
export class OverridesService {
  constructor(
    private readonly repository: OverridesRepository,
    private readonly audit: Audit,
    private readonly database: Database,
    @Inject(CLOCK) private readonly clock: Clock,
  ) {}

  /** @throws DomainError `not_found` for another team's analysis; `invalid_request` for a scope that does not hold its indicator */
  async create(principal: Principal, analysisId: string, body: Body): Promise<OverrideView> {
    if (!isUuid(analysisId)) throw analysisToOverrideNotFound();
    const { teamId } = principal;
    return await this.database.inTeam(teamId, async () => {
      const subject = await this.repository.subjectOf(teamId, analysisId);
      if (subject === undefined) throw analysisToOverrideNotFound();
      const now = this.clock.now();
      const row = {
        id: uuidv7(),
        verdict: body.verdict,
        reason: body.reason,
        scope: body.scope,
        appliesTo: appliesTo(subject, body),
        createdBy: subjectIdOf(principal),
        createdAt: now,
        expiresAt: new Date(now.getTime() + body.expires_in_days * dayMs),
      };
      if (row.scope === 'cidr') await this.requireHolding(subject, row.appliesTo);
      await this.repository.insert(teamId, row);
      const details = { verdict: row.verdict, scope: row.scope, applies_to: row.appliesTo };
      const object = { type: 'override', id: row.id };
      await this.audit.record({ action: 'verdict_overridden', teamId, object, outcome: 'success', details });
      return toOverrideView(row);
    });
  }

  /** @throws DomainError `invalid_request` for a cursor of another list */
  async list({ teamId }: Principal, query: PageRequest) {
    const behindId = behindIdOf(query);
    const now = this.clock.now();
    const { rows, count } = await this.database.inTeam(teamId, async () => ({
      rows: await this.repository.list(teamId, now, query, behindId),
      count: await this.repository.count(teamId, now),
    }));
    return newestFirst({
      rows,
      page: query,
      count,
      path: listOverrides.path,
      query: { ...query },
      toItem: toOverrideView,
    });
  }

  /** @throws DomainError `not_found` */
  async withdraw({ teamId }: Principal, id: string): Promise<void> {
    await this.database.inTeam(teamId, async () => {
      if (!(await this.repository.withdraw(teamId, id, this.clock.now()))) throw overrideNotFound();
      const object = { type: 'override', id };
      await this.audit.record({ action: 'verdict_override_withdrawn', teamId, object, outcome: 'success' });
    });
  }

  private async requireHolding(subject: Subject, network: string): Promise<void> {
    const { address } = holdsOf(subject);
    const isHeld = address !== null && (await this.repository.lies(address, network));
    if (!isHeld) throw doesNotHold('The network does not hold the indicator.');
  }
}

// In the one spelling of its address, which is also one that PostgreSQL takes.
function isNetwork(text: string): boolean {
  const [address = '', prefix = '', ...rest] = text.split('/');
  const canonical = canonicaliseIoc('ip', address);
  if (!canonical.ok || canonical.value !== address || rest.length > 0 || !/^\d{1,3}$/.test(prefix)) return false;
  return Number(prefix) <= (canonical.type === 'ipv4' ? 32 : 128);
}

function appliesTo(subject: Subject, { scope, applies_to: stated }: Body): string {
  switch (scope) {
    case 'value':
      if (stated !== undefined && stated !== subject.canonical)
        throw doesNotHold('It is for the value of the analysis.');
      return subject.canonical;
    case 'cidr':
      if (stated === undefined || !isNetwork(stated)) throw doesNotHold('Name a network in CIDR notation.');
      return stated;
    case 'domain_suffix': {
      const domain = canonicaliseIoc('domain', stated ?? '');
      if (!domain.ok) throw doesNotHold('Name a domain.');
      if (!holdsOf(subject).names.includes(domain.value)) throw doesNotHold('The domain does not hold the indicator.');
      return domain.value;
    }
  }
}
