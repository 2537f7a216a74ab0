import { Inject, Injectable } from '@nestjs/common';
import { Audit } from '@sentrybox/audit';
import type {
  CreateSourceBody,
  InputOf,
  listSources,
  Principal,
  SourceScope,
  UpdateSourceBody,
} from '@sentrybox/contracts';
import { behindIdOf, Database, newestFirst, uuidv7 } from '@sentrybox/database';
import { CLOCK } from '@sentrybox/observability';
import type { Clock } from '@sentrybox/observability';
import { Work } from '@sentrybox/queue';
import { assertMayChange, Reader } from '../model';
import type { ReadableScopes } from '../model';
import { purgeSource } from './purge-source.work';
import type { Source } from './source';
import { sourceView } from './source.view';
import { sourceNotFound } from './sources.errors';
import { SourcesRepository } from './sources.repository';

/** Who may see and change which source, and what comes with a change. */
@Injectable()
export class SourcesService {
  constructor(
    private readonly sources: SourcesRepository,
    private readonly reader: Reader,
    private readonly database: Database,
    private readonly work: Work,
    private readonly audit: Audit,
    @Inject(CLOCK) private readonly clock: Clock,
  ) {}

  async list({ query }: InputOf<typeof listSources>) {
    const before = behindIdOf(query);
    const { sources, total } = await this.reader.read('sources:read', (scopes) =>
      this.sources.list(scopes, {
        scope: query.scope,
        isEnabled: query.enabled === undefined ? undefined : query.enabled === 'true',
        before,
        limit: query.limit + 1,
        offset: before === undefined ? query.offset : 0,
      }),
    );
    const path = '/api/v1/sources';
    return newestFirst({ path, query, page: query, rows: sources, count: total, toItem: sourceView });
  }

  /** @throws DomainError not_found */
  async get(id: string) {
    return sourceView(await this.reader.read('sources:read', (scopes) => this.firstOf(scopes, id)));
  }

  /** Sources of a scope that were made from feeds, by the id of the feed; inside a transaction. */
  async madeFromFeeds(scope: SourceScope): Promise<ReadonlyMap<string, Source>> {
    const sources = await this.sources.fromFeeds(scope);
    return new Map(sources.flatMap((source) => (source.feedId === null ? [] : [[source.feedId, source]])));
  }

  /** @throws DomainError platform_admin_required */
  assertMayCreate(principal: Principal, scope: SourceScope): void {
    assertMayChange(principal, scope);
  }

  /**
   * @param feedId the entry of the catalogue that it is made from.
   * @throws DomainError platform_admin_required, source_name_taken
   */
  async create(principal: Principal, { scope, ...body }: CreateSourceBody, feedId: string | null = null) {
    assertMayChange(principal, scope);
    const id = uuidv7();
    const source = await this.database.inTeam(principal.teamId, async () => {
      await this.sources.insert(scope, id, { ...body, lineage: body.lineage ?? body.name }, feedId);
      await this.record('source_created', principal, id, { scope, name: body.name });
      return await this.firstOf([scope], id);
    });
    return sourceView(source);
  }

  /** @throws DomainError not_found, platform_admin_required, source_name_taken */
  async update(principal: Principal, id: string, body: UpdateSourceBody) {
    const source = await this.database.inTeam(principal.teamId, async () => {
      const { scope } = await this.changeable(principal, id);
      if (!(await this.sources.update(scope, id, body, this.clock.now()))) throw sourceNotFound();
      await this.record('source_updated', principal, id, { scope, fields: Object.keys(body).join(', ') });
      return await this.firstOf([scope], id);
    });
    return sourceView(source);
  }

  /** @throws DomainError not_found, platform_admin_required */
  async delete(principal: Principal, id: string): Promise<void> {
    await this.database.inTeam(principal.teamId, async () => {
      const { scope, name } = await this.changeable(principal, id);
      if (!(await this.sources.markDeleted(scope, id, this.clock.now()))) throw sourceNotFound();
      await this.work.submit(purgeSource, { id, teamId: principal.teamId });
      await this.record('source_deleted', principal, id, { scope, name });
    });
  }

  /**
   * A source that the principal may change; inside the team's transaction.
   * @throws DomainError not_found, platform_admin_required
   */
  async changeable(principal: Principal, id: string): Promise<Source> {
    const source = await this.readable(id);
    assertMayChange(principal, source.scope);
    return source;
  }

  /** One of the scope, for work that acts for nobody; inside a transaction. */
  async find(scope: SourceScope, id: string): Promise<Source | undefined> {
    return await this.sources.find(scope, id);
  }

  /** A source that the team of the current transaction may see. @throws DomainError not_found */
  async readable(id: string): Promise<Source> {
    return await this.firstOf(['team', 'platform'], id);
  }

  /** The first of the scopes that has it. @throws DomainError not_found */
  async firstOf(scopes: ReadableScopes, id: string): Promise<Source> {
    for (const scope of scopes) {
      const source = await this.sources.find(scope, id);
      if (source !== undefined) return source;
    }
    throw sourceNotFound();
  }

  private async record(
    action: string,
    { teamId }: Principal,
    id: string,
    details: Readonly<Record<string, string>>,
  ): Promise<void> {
    await this.audit.record({ action, teamId, object: { type: 'source', id }, outcome: 'success', details });
  }
}
