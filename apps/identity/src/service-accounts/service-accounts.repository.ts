import { Injectable } from '@nestjs/common';
import { Database } from '@sentrybox/database';
import { IsNull, LessThan, Raw } from 'typeorm';
import type { Repository } from 'typeorm';
import type { Page } from '../paging';
import { ServiceAccount } from './service-account.entity';

/** Service accounts of one team: for use inside its transaction. Deleted ones are found by none of the questions. */
@Injectable()
export class ServiceAccountsRepository {
  constructor(private readonly database: Database) {}

  async insert(account: ServiceAccount): Promise<void> {
    await this.rows.insert(account);
  }

  async find(teamId: string, id: string): Promise<ServiceAccount | undefined> {
    return (await this.rows.findOneBy({ teamId, id, deletedAt: IsNull() })) ?? undefined;
  }

  async findByName(teamId: string, name: string): Promise<ServiceAccount | undefined> {
    const isNamed = Raw((column) => `lower(${column}) = lower(:name)`, { name });
    return (await this.rows.findOneBy({ teamId, name: isNamed, deletedAt: IsNull() })) ?? undefined;
  }

  /** Newest first. */
  async list(teamId: string, { limit, offset, before }: Page): Promise<ServiceAccount[]> {
    const behind = before === undefined ? {} : { id: LessThan(before) };
    return await this.rows.find({
      where: { teamId, deletedAt: IsNull(), ...behind },
      order: { id: 'DESC' },
      take: limit,
      skip: offset,
    });
  }

  async count(teamId: string): Promise<number> {
    return await this.rows.countBy({ teamId, deletedAt: IsNull() });
  }

  /** The row stays: its keys must go on being told from unknown ones. @returns false when there is no such account. */
  async markDeleted(teamId: string, id: string, deletedAt: Date): Promise<boolean> {
    const { affected } = await this.rows.update({ teamId, id, deletedAt: IsNull() }, { deletedAt });
    return affected === 1;
  }

  async markAllDeleted(teamId: string, deletedAt: Date): Promise<void> {
    await this.rows.update({ teamId, deletedAt: IsNull() }, { deletedAt });
  }

  private get rows(): Repository<ServiceAccount> {
    return this.database.manager.getRepository(ServiceAccount);
  }
}
