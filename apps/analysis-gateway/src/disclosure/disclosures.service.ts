import { Injectable } from '@nestjs/common';
import type { InputOf, Principal } from '@sentrybox/contracts';
import { iocTypes, listDisclosures } from '@sentrybox/contracts';
import { behindIdOf, Database, newestFirst } from '@sentrybox/database';
import { canonicaliseIoc } from '@sentrybox/ioc';
import type { DisclosureRow } from './disclosures.repository';
import { DisclosuresRepository } from './disclosures.repository';

type Query = InputOf<typeof listDisclosures>['query'];

/** The ledger as a team reads it. */
@Injectable()
export class DisclosuresService {
  constructor(
    private readonly repository: DisclosuresRepository,
    private readonly database: Database,
  ) {}

  /** @throws DomainError `invalid_request` for a cursor of another list */
  async list({ teamId }: Principal, query: Query) {
    const behindId = behindIdOf(query);
    const filter = { canonicals: query.ioc === undefined ? undefined : spellingsOf(query.ioc), plugin: query.plugin };
    const { rows, count } = await this.database.inTeam(teamId, async () => ({
      rows: await this.repository.list(teamId, filter, query, behindId),
      count: await this.repository.count(teamId, filter),
    }));
    return newestFirst({ rows, page: query, count, path: listDisclosures.path, query, toItem });
  }
}

function spellingsOf(ioc: string): string[] {
  const results = iocTypes.map((type) => canonicaliseIoc(type, ioc));
  return [...new Set(results.flatMap((result) => (result.ok ? [result.value] : [])))];
}

function toItem({ toldAt, ...row }: DisclosureRow) {
  return { ...row, told_at: toldAt.toISOString() };
}
