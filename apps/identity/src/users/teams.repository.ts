import { Injectable } from '@nestjs/common';
import type { TeamRole } from '@sentrybox/contracts';
import { Database } from '@sentrybox/database';
import { Raw } from 'typeorm';
import { Membership } from './membership.entity';
import { Team } from './team.entity';

/** Teams belong to the installation; who is in one belongs to the team. */
@Injectable()
export class TeamsRepository {
  constructor(private readonly database: Database) {}

  /** Inside a transaction. */
  async insert(id: string, name: string, createdAt: Date): Promise<void> {
    await this.database.manager.insert(Team, { id, name, createdAt });
  }

  async findByName(name: string): Promise<string | undefined> {
    const isNamed = Raw((column) => `lower(${column}) = lower(:name)`, { name });
    const team = await this.database.shared(() => this.database.manager.findOneBy(Team, { name: isNamed }));
    return team?.id;
  }

  /** Inside the team's transaction. */
  async addMember(teamId: string, userId: string, role: TeamRole, createdAt: Date): Promise<void> {
    await this.database.manager.insert(Membership, { teamId, userId, role, createdAt });
  }
}
