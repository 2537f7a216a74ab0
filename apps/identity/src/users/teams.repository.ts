import { Injectable } from '@nestjs/common';
import type { TeamRole } from '@sentrybox/contracts';
import { Database } from '@sentrybox/database';

/** Teams belong to the installation; who is in one belongs to the team. */
@Injectable()
export class TeamsRepository {
  constructor(private readonly database: Database) {}

  async insert(id: string, name: string, at: Date): Promise<void> {
    await this.database.execute('INSERT INTO identity.team (id, name, created_at) VALUES ($1, $2, $3)', [id, name, at]);
  }

  async findByName(name: string): Promise<string | undefined> {
    const [team] = await this.database.query<{ id: string }>(
      'SELECT id FROM identity.team WHERE lower(name) = lower($1)',
      [name],
    );
    return team?.id;
  }

  /** Inside the team's transaction. */
  async addMember(teamId: string, userId: string, role: TeamRole, at: Date): Promise<void> {
    await this.database.execute(
      'INSERT INTO identity.membership (team_id, user_id, role, created_at) VALUES ($1, $2, $3, $4)',
      [teamId, userId, role, at],
    );
  }
}
