import { Inject, Injectable } from '@nestjs/common';
import { Database } from '@sentrybox/database';
import { bug } from '@sentrybox/errors';
import type { Clock } from '@sentrybox/observability';
import { CLOCK } from '@sentrybox/observability';
import { RecentTeams, TeamState } from '../team-state';
import { platformPolicy } from '../verdict';
import type { VerdictPolicy } from '../verdict';
import type { PolicyRow } from './verdict-policies.repository';
import { VerdictPoliciesRepository } from './verdict-policies.repository';

const ofTeam = /^team-(\d{1,9})$/;

/** The rules that verdicts follow: the team's newest, or the platform's own. */
@Injectable()
export class VerdictPolicies {
  private readonly recent: RecentTeams<VerdictPolicy>;

  constructor(
    private readonly repository: VerdictPoliciesRepository,
    private readonly database: Database,
    state: TeamState,
    @Inject(CLOCK) clock: Clock,
  ) {
    this.recent = new RecentTeams(clock);
    state.onChange((teamId) => {
      this.recent.drop(teamId);
    });
  }

  async current(teamId: string): Promise<VerdictPolicy> {
    return await this.recent.get(teamId, async () => {
      const row = await this.database.inTeam(teamId, () => this.repository.latest(teamId));
      return row === undefined ? platformPolicy : policyOf(row);
    });
  }

  /**
   * The rules that an analysis of the team was judged by. The platform's own rules of an earlier release are not kept:
   * what was judged by them is judged by today's.
   */
  async named(teamId: string, version: string): Promise<VerdictPolicy> {
    const number = ofTeam.exec(version)?.[1];
    if (number === undefined) return platformPolicy;
    const row = await this.database.inTeam(teamId, () => this.repository.numbered(teamId, Number(number)));
    if (row === undefined) throw bug(`An analysis names the rules ${version}, which its team does not have.`);
    return policyOf(row);
  }
}

export function policyOf({ number, rules }: PolicyRow): VerdictPolicy {
  return { version: `team-${String(number)}`, rules };
}
