import { Inject, Injectable } from '@nestjs/common';
import { Audit } from '@sentrybox/audit';
import { platformTeamId, storedSecret } from '@sentrybox/contracts';
import type { CollectionView, ImportView, Principal, PutCollectionBody, SourceScope } from '@sentrybox/contracts';
import { Database, uuidv7 } from '@sentrybox/database';
import { CLOCK } from '@sentrybox/observability';
import type { Clock } from '@sentrybox/observability';
import { Work } from '@sentrybox/queue';
import {
  cancelledAt,
  importFileWork,
  importNotFound,
  ImportsRepository,
  importView,
  KeptFilesRepository,
} from '../imports';
import type { ImportRow } from '../imports';
import { SourcesService } from '../sources';
import type { Source } from '../sources';
import { collectionOf, collectionView } from './collection';
import type { CollectionRow } from './collection';
import { notCollected, notHeld, notRunning, platformSourceRequired } from './collection.errors';
import { CollectionsRepository } from './collections.repository';
import { OwnKeys } from './fetching/own-keys';
import type { KeyOwner } from './fetching/own-keys';
import { newRun } from './new-run';
import { RunSchedule } from './run-schedule';

type Change = 'collection_set' | 'collection_removed' | 'collection_started' | 'run_cancelled' | 'run_released';

/**
 * What people do with collections. Each change is allowed and recorded in the transaction of the caller's team and done in
 * that of the work's, which for a source of the team is the same one.
 */
@Injectable()
export class CollectionsService {
  constructor(
    private readonly sources: SourcesService,
    private readonly collections: CollectionsRepository,
    private readonly runs: ImportsRepository,
    private readonly schedule: RunSchedule,
    private readonly files: KeptFilesRepository,
    private readonly keys: OwnKeys,
    private readonly work: Work,
    private readonly database: Database,
    private readonly audit: Audit,
    @Inject(CLOCK) private readonly clock: Clock,
  ) {}

  /** @throws DomainError not_found, not_collected */
  async get({ teamId }: Principal, sourceId: string): Promise<CollectionView> {
    return await this.database.inTeam(teamId, async () => {
      const { scope } = await this.sources.readable(sourceId);
      return collectionView(await this.rowOf(scope, sourceId));
    });
  }

  /** @throws DomainError not_found, platform_admin_required, platform_source_required */
  async put(principal: Principal, sourceId: string, body: PutCollectionBody): Promise<CollectionView> {
    return await this.change(principal, sourceId, 'collection_set', async ({ scope, id }, teamId) => {
      if (scope === 'team') refuseForTeams(body);
      const before = await this.collections.find(scope, id);
      const { settings, credential } = this.stored(body, { scope, sourceId: id, teamId }, before);
      await this.collections.put(scope, id, settings, credential);
      await this.schedule.now(scope, id, before?.next_run_id ?? null);
      return collectionView(await this.rowOf(scope, id));
    });
  }

  /** @throws DomainError not_found, platform_admin_required, not_collected */
  async remove(principal: Principal, sourceId: string): Promise<void> {
    await this.change(principal, sourceId, 'collection_removed', async ({ scope, id }) => {
      const { next_run_id: planned } = await this.rowOf(scope, id);
      if (planned !== null) await this.stop(scope, planned);
      await this.collections.remove(scope, id);
    });
  }

  /** @throws DomainError not_found, platform_admin_required, not_collected */
  async collect(principal: Principal, sourceId: string): Promise<ImportView> {
    return await this.change(principal, sourceId, 'collection_started', async (source) => {
      const { scope, id } = source;
      const row = await this.rowOf(scope, id);
      const open = row.next_run_id === null ? undefined : await this.runs.find(scope, row.next_run_id);
      if (open?.state === 'running' || open?.state === 'waiting') return importView(open);
      const runId = await this.schedule.now(scope, id, row.next_run_id);
      await this.runs.insert(scope, newRun(source, runId, 'waiting', this.clock.now()));
      return importView(await this.runOf(scope, id, runId));
    });
  }

  /** @throws DomainError not_found, platform_admin_required, not_running */
  async cancel(principal: Principal, sourceId: string, runId: string): Promise<ImportView> {
    return await this.change(principal, sourceId, 'run_cancelled', async ({ scope, id }) => {
      const run = await this.runOf(scope, id, runId);
      if (run.origin !== 'collection' || !(await this.stop(scope, runId))) throw notRunning();
      const row = await this.rowOf(scope, id);
      const at = this.clock.now();
      await this.collections.noteEnd(scope, id, { status: 'cancelled', reason: null, at, failures: row.failures });
      await this.schedule.next(collectionOf(scope, row), row.failures);
      return importView(await this.runOf(scope, id, runId));
    });
  }

  /** Imports a list that was held back, without asking again whether it looks right. @throws DomainError not_held */
  async release(principal: Principal, sourceId: string, runId: string): Promise<ImportView> {
    return await this.change(principal, sourceId, 'run_released', async (source, teamId) => {
      const { scope, id } = source;
      const held = await this.runOf(scope, id, runId);
      if (held.state !== 'held') throw notHeld();
      const importId = uuidv7();
      if (!(await this.files.pass(teamId, runId, importId))) throw notHeld();
      await this.runs.insert(scope, newRun(source, importId, 'running', this.clock.now()));
      await this.runs.describe(scope, importId, held);
      await this.work.submit(importFileWork, { id: importId, teamId });
      return importView(await this.runOf(scope, id, importId));
    });
  }

  // A key was entrusted to the address that was there then: another one drops it, unless a key comes along (U07).
  private stored({ own_key: own, ...rest }: PutCollectionBody, owner: KeyOwner, before: CollectionRow | undefined) {
    if (own === null) return { settings: { ...rest, own_key: null }, credential: null };
    const { secret = storedSecret, ...sent } = own;
    const isSameAddress = before !== undefined && collectionOf(owner.scope, before).settings.url === rest.url;
    const kept = isSameAddress ? before.credential : null;
    const credential = secret === storedSecret ? kept : this.keys.seal(secret, owner);
    return { settings: { ...rest, own_key: sent }, credential };
  }

  /** Ends a run that is open, and its work. @returns whether it was open. */
  private async stop(scope: SourceScope, runId: string): Promise<boolean> {
    await this.work.cancel(runId);
    return await this.runs.end(scope, runId, cancelledAt(this.clock.now()));
  }

  private async rowOf(scope: SourceScope, sourceId: string): Promise<CollectionRow> {
    const row = await this.collections.find(scope, sourceId);
    if (row === undefined) throw notCollected();
    return row;
  }

  private async runOf(scope: SourceScope, sourceId: string, runId: string): Promise<ImportRow> {
    const run = await this.runs.find(scope, runId);
    if (run?.source_id !== sourceId) throw importNotFound();
    return run;
  }

  private async change<T>(
    principal: Principal,
    sourceId: string,
    action: Change,
    work: (source: Source, workTeamId: string) => Promise<T>,
  ): Promise<T> {
    const { teamId } = principal;
    const allowed = await this.database.inTeam(teamId, async () => {
      const source = await this.sources.changeable(principal, sourceId);
      const object = { type: 'source', id: sourceId };
      await this.audit.record({ action, teamId, object, outcome: 'success', details: {} });
      return source.scope === 'team' ? { done: await work(source, teamId) } : { source };
    });
    if (allowed.source === undefined) return allowed.done;
    const { source } = allowed;
    return await this.database.inTeam(platformTeamId, () => work(source, platformTeamId));
  }
}

function refuseForTeams(settings: PutCollectionBody): void {
  if (settings.key !== null) throw platformSourceRequired('key');
  if (settings.allow_private) throw platformSourceRequired('allow_private');
}
