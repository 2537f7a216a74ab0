import { Inject, Injectable } from '@nestjs/common';
import { Audit } from '@sentrybox/audit';
import { authorize } from '@sentrybox/auth';
import type { Principal, ResponseOf, TeamRole, updateTeam, UserPrincipal } from '@sentrybox/contracts';
import { Database, isUniqueViolation, uuidv7 } from '@sentrybox/database';
import { CLOCK } from '@sentrybox/observability';
import type { Clock } from '@sentrybox/observability';
import type { Team } from '../users';
import { MembershipsRepository, TeamsRepository } from '../users';
import { noSuchTeam, teamNameTaken } from './teams.errors';

export type TeamView = ResponseOf<typeof updateTeam, 200>['data'];

export interface TeamTexts {
  readonly name?: string;
  readonly description?: string;
}

@Injectable()
export class TeamsService {
  constructor(
    private readonly database: Database,
    private readonly teams: TeamsRepository,
    private readonly memberships: MembershipsRepository,
    private readonly audit: Audit,
    @Inject(CLOCK) private readonly clock: Clock,
  ) {}

  /** The caller becomes its owner. @throws conflict when the name is taken */
  async create(caller: UserPrincipal, { name, description }: Required<TeamTexts>): Promise<TeamView> {
    const id = uuidv7();
    return await this.orNameTaken(() =>
      this.database.inTeam(id, async () => {
        const createdAt = this.clock.now();
        await this.teams.insert(id, name, createdAt, description);
        await this.memberships.insert({ teamId: id, userId: caller.userId, role: 'owner', createdAt });
        await this.record('team_created', id);
        return await this.view(id, 'owner');
      }),
    );
  }

  /** @throws notFound for any team but the caller's */
  async get(caller: Principal, id: string): Promise<TeamView> {
    authorize(caller, 'teams:read', { type: 'team', teamId: id });
    return await this.database.inTeam(id, () => this.view(id, caller.teamRole));
  }

  /** @throws notFound for any team but the caller's; conflict when the name is taken */
  async update(caller: Principal, id: string, texts: TeamTexts): Promise<TeamView> {
    authorize(caller, 'teams:write', { type: 'team', teamId: id });
    return await this.orNameTaken(() =>
      this.database.inTeam(id, async () => {
        await this.teams.update(id, texts);
        await this.record('team_updated', id, { fields: Object.keys(texts).join(' ') });
        return await this.view(id, caller.teamRole);
      }),
    );
  }

  private async view(id: string, role: TeamRole): Promise<TeamView> {
    const team: Team | undefined = await this.teams.find(id);
    if (team === undefined) throw noSuchTeam();
    return {
      id,
      name: team.name,
      description: team.description,
      members: await this.memberships.count(id),
      role,
      created_at: team.createdAt.toISOString(),
    };
  }

  private async record(action: string, id: string, details: Record<string, string> = {}): Promise<void> {
    await this.audit.record({ action, teamId: id, object: { type: 'team', id }, outcome: 'success', details });
  }

  private async orNameTaken<T>(work: () => Promise<T>): Promise<T> {
    try {
      return await work();
    } catch (error) {
      if (isUniqueViolation(error, 'uq_team__name')) throw teamNameTaken();
      throw error;
    }
  }
}
