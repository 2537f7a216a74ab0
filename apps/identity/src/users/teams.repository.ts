import { Injectable } from '@nestjs/common';
import { Database } from '@sentrybox/database';
import { IsNull, Raw } from 'typeorm';
import type { Repository } from 'typeorm';
import { Team } from './team.entity';

/** Teams belong to the installation; who is in one belongs to the team. Deleted ones are found by none of the questions. */
@Injectable()
export class TeamsRepository {
  constructor(private readonly database: Database) {}

  /** Inside a transaction. */
  async insert(id: string, name: string, createdAt: Date, description = ''): Promise<void> {
    await this.database.manager.insert(Team, { id, name, description, createdAt });
  }

  async find(id: string): Promise<Team | undefined> {
    return (await this.ask((teams) => teams.findOneBy({ id, deletedAt: IsNull() }))) ?? undefined;
  }

  async findByName(name: string): Promise<string | undefined> {
    const isNamed = Raw((column) => `lower(${column}) = lower(:name)`, { name });
    const team = await this.ask((teams) => teams.findOneBy({ name: isNamed, deletedAt: IsNull() }));
    return team?.id;
  }

  async update(id: string, changes: Partial<Pick<Team, 'name' | 'description'>>): Promise<void> {
    await this.ask((teams) => teams.update({ id, deletedAt: IsNull() }, changes));
  }

  async markDeleted(id: string, deletedAt: Date): Promise<void> {
    await this.ask((teams) => teams.update({ id }, { deletedAt }));
  }

  private async ask<T>(question: (teams: Repository<Team>) => Promise<T>): Promise<T> {
    return await this.database.shared(() => question(this.database.manager.getRepository(Team)));
  }
}
