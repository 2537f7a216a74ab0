import { Injectable } from '@nestjs/common';
import type { InputOf, Principal, IocType } from '@sentrybox/contracts';
import { listAnalyses, iocTypes } from '@sentrybox/contracts';
import { behindIdOf, Database, newestFirst } from '@sentrybox/database';
import { canonicaliseIoc } from '@sentrybox/ioc';
import type { ListedAnalysis } from './analysis-list.repository';
import { AnalysisListRepository } from './analysis-list.repository';

type Query = InputOf<typeof listAnalyses>['query'];

/** The list of a team's analyses. */
@Injectable()
export class AnalysisListService {
  constructor(
    private readonly repository: AnalysisListRepository,
    private readonly database: Database,
  ) {}

  /** @throws DomainError `invalid_request` for a cursor of another list */
  async list({ teamId }: Principal, query: Query) {
    const { ioc, type, verdict, tlp, since, until } = query;
    const behindId = behindIdOf(query);
    const filter = {
      ...{ type, verdict, tlp, since, until },
      canonicals: ioc === undefined ? undefined : canonicalsOf(ioc, type),
      minScore: query.min_score,
      requestedBy: query.requested_by,
      isPending: query.pending,
    };
    const { rows, count } = await this.database.inTeam(teamId, async () => ({
      rows: await this.repository.list(teamId, filter, query, behindId),
      count: await this.repository.count(teamId, filter),
    }));
    return newestFirst({ rows, page: query, count, path: listAnalyses.path, query, toItem });
  }
}

// Whatever spelling the caller uses, analyses are kept under the canonical one, which depends on the type.
function canonicalsOf(ioc: string, type: IocType | undefined): string[] {
  const results = (type === undefined ? iocTypes : [type]).map((each) => canonicaliseIoc(each, ioc));
  return [...new Set(results.flatMap((result) => (result.ok ? [result.value] : [])))];
}

function toItem(row: ListedAnalysis) {
  return {
    id: row.id,
    ioc: row.ioc,
    type: row.type,
    canonical: row.canonical,
    queried_at: row.queriedAt.toISOString(),
    verdict: row.verdict,
    score: row.score,
    pending_count: row.pendingCount,
  };
}
