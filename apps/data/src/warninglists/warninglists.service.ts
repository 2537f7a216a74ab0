import { Inject, Injectable } from '@nestjs/common';
import { Audit } from '@sentrybox/audit';
import type {
  importWarninglist,
  InputOf,
  MispWarninglist,
  Principal,
  Signal,
  SourceScope,
  WarninglistMatch,
  WarninglistView,
} from '@sentrybox/contracts';
import { listWarninglists, platformTeamId, warninglistMatchTypes, warninglistsChanged } from '@sentrybox/contracts';
import { Database, decodeCursor, encodeCursor, listPage, uuidv7 } from '@sentrybox/database';
import type { ListPage, PageRequest } from '@sentrybox/database';
import { classify } from '@sentrybox/ioc';
import { Messages } from '@sentrybox/messaging';
import type { Clock } from '@sentrybox/observability';
import { CLOCK } from '@sentrybox/observability';
import { z } from 'zod';
import { assertMayChange } from '../model';
import { builtInLists } from './built-in-lists';
import { candidatesOf } from './matching/candidates';
import { ExpressionRefused, parseExpression } from './matching/parse-expression';
import { screenOf } from './screen';
import type { Screen } from './screen';
import { TeamLists } from './team-lists';
import { expressionRefused, unsupportedMatchType, warninglistNotFound } from './warninglists.errors';
import { WarninglistsRepository } from './warninglists.repository';
import { builtInView, importedView } from './warninglist.view';

const matchTypeSchema = z.enum(warninglistMatchTypes);

export interface MatchAnswer {
  readonly listCount: number;
  readonly entryCount: number;
  readonly matches: WarninglistMatch[][];
}

/** Lists of well-known values: what is on them, and what that means for a verdict. */
@Injectable()
export class WarninglistsService {
  constructor(
    private readonly repository: WarninglistsRepository,
    private readonly lists: TeamLists,
    private readonly database: Database,
    private readonly messages: Messages,
    private readonly audit: Audit,
    @Inject(CLOCK) private readonly clock: Clock,
  ) {}

  /**
   * Built-in lists first, then those of the platform and of the team by name. There are some hundred at most, so the page is
   * cut here.
   */
  async page({ teamId }: Principal, page: PageRequest): Promise<ListPage<WarninglistView>> {
    const [platform, team] = await Promise.all([this.heads('platform', teamId), this.heads('team', teamId)]);
    const all = [...builtInLists.map(builtInView), ...platform, ...team].sort(byPosition);
    const start = page.cursor === undefined ? page.offset : indexBehind(all, page.cursor);
    return listPage({
      rows: all.slice(start, start + page.limit + 1),
      page,
      count: all.length,
      path: listWarninglists.path,
      query: {},
      toItem: (view) => view,
      cursorOf: (view) => encodeCursor(positionOf(view)),
    });
  }

  /** @throws DomainError `platform_admin_required`, `unsupported_match_type`, `expression_refused` */
  async import(
    principal: Principal,
    { body: list, query: { scope, signal } }: InputOf<typeof importWarninglist>,
  ): Promise<WarninglistView> {
    assertMayChange(principal, scope);
    const matchType = matchTypeSchema.safeParse(list.type);
    if (!matchType.success) throw unsupportedMatchType();
    if (matchType.data === 'regex') assertLinear(list.list);
    const row = {
      id: uuidv7(),
      name: list.name,
      description: list.description,
      version: String(list.version),
      matchType: matchType.data,
      attributes: list.matching_attributes,
      signal: signal ?? signalOf(list),
      entries: list.list,
      importedAt: this.clock.now(),
    };
    const ownerId = ownerOf(scope, principal.teamId);
    const id = await this.database.inTeam(ownerId, async () => {
      this.database.afterCommit(() => this.changed(ownerId));
      const listId = await this.repository.put(ownerId, row);
      await this.record('warninglist_imported', ownerId, listId, row.name);
      return listId;
    });
    return importedView(scope, { ...row, id, entryCount: row.entries.length });
  }

  /** @throws DomainError `not_found`, also for another team's list; `platform_admin_required` */
  async delete(principal: Principal, id: string): Promise<void> {
    if (!z.uuid().safeParse(id).success) throw warninglistNotFound();
    if (await this.deleteFrom(principal.teamId, id)) return;
    const platform = await this.heads('platform', principal.teamId);
    if (!platform.some((list) => list.id === id)) throw warninglistNotFound();
    assertMayChange(principal, 'platform');
    await this.deleteFrom(platformTeamId, id);
  }

  private async deleteFrom(ownerId: string, id: string): Promise<boolean> {
    return await this.database.inTeam(ownerId, async () => {
      const name = await this.repository.delete(ownerId, id);
      if (name === undefined) return false;
      this.database.afterCommit(() => this.changed(ownerId));
      await this.record('warninglist_deleted', ownerId, id, name);
      return true;
    });
  }

  private async heads(scope: SourceScope, teamId: string): Promise<WarninglistView[]> {
    const ownerId = ownerOf(scope, teamId);
    const heads = await this.database.inTeam(ownerId, () => this.repository.heads(ownerId));
    return heads.map((head) => importedView(scope, head));
  }

  /** @param teamId undefined: the lists of the platform alone */
  async match(
    teamId: string | undefined,
    keys: readonly { readonly type: string; readonly value: string }[],
  ): Promise<MatchAnswer> {
    const indexes = await this.lists.of(teamId ?? platformTeamId);
    return {
      listCount: indexes.reduce((sum, { listCount }) => sum + listCount, 0),
      entryCount: indexes.reduce((sum, { entryCount }) => sum + entryCount, 0),
      matches: keys.map(({ type, value }) => {
        const candidates = candidatesOf(type, value);
        return indexes.flatMap((index) => index.match(candidates));
      }),
    };
  }

  /**
   * For rows that arrive by the thousand: what a source of the platform says is looked up on the lists of the platform, what a
   * team's says on the team's too. The lists are those of now; outside any transaction.
   */
  async screenFor(scope: SourceScope, teamId: string): Promise<Screen> {
    return screenOf(await this.lists.of(ownerOf(scope, teamId)));
  }

  /** Of each value what it is and the lists that it stands on. */
  async lookup({ teamId }: Principal, values: readonly string[]) {
    const recognised = values.map((value) => classify(value));
    const keys = recognised.map((found, place) =>
      found.ok ? { type: found.type, value: found.value } : { type: 'unknown', value: values[place] ?? '' },
    );
    const { listCount, entryCount, matches } = await this.match(teamId, keys);
    const results = values.map((value, place) => {
      const found = recognised[place];
      return { value, type: found?.ok === true ? found.type : null, matches: matches[place] ?? [] };
    });
    return { results, list_count: listCount, entry_count: entryCount };
  }

  // Standing on a list can take the weight from an accusation, so who changes lists is on record.
  private async record(action: string, teamId: string, id: string, name: string): Promise<void> {
    const object = { type: 'warninglist', id };
    await this.audit.record({ action, teamId, object, outcome: 'success', details: { name } });
  }

  private async changed(teamId: string): Promise<void> {
    this.lists.distrust(teamId);
    await this.messages.announce(warninglistsChanged, { teamId });
  }
}

/** @throws DomainError expression_refused */
function assertLinear(entries: readonly string[]): void {
  for (const [index, entry] of entries.entries()) {
    try {
      parseExpression(entry);
    } catch (error) {
      if (error instanceof ExpressionRefused) throw expressionRefused(index, error.message);
      throw error;
    }
  }
}

/** Lists of the platform are the rows of its own team. */
function ownerOf(scope: SourceScope, teamId: string): string {
  return scope === 'platform' ? platformTeamId : teamId;
}

const positionSchema = z.tuple([z.union([z.literal(0), z.literal(1), z.literal(2)]), z.string()]);
type Position = z.infer<typeof positionSchema>;

// Names are unique among the lists that come with the platform, those of the platform and those of a team.
function positionOf({ id, scope, name }: WarninglistView): Position {
  if (id === null) return [0, name];
  return [scope === 'platform' ? 1 : 2, name];
}

function comparePositions(a: Position, b: Position): number {
  return a[0] - b[0] || (a[1] < b[1] ? -1 : Number(a[1] > b[1]));
}

function byPosition(a: WarninglistView, b: WarninglistView): number {
  return comparePositions(positionOf(a), positionOf(b));
}

function indexBehind(views: readonly WarninglistView[], cursor: string): number {
  const position = decodeCursor(positionSchema, cursor);
  const index = views.findIndex((view) => comparePositions(positionOf(view), position) > 0);
  return index < 0 ? views.length : index;
}

// MISP's own two categories where the file names one. Without it, a list of networks is read as somebody's infrastructure
// (an attacker can rent there), a list of names or hashes as known good.
function signalOf({ category, type }: MispWarninglist): Signal {
  const named = category?.toLowerCase().replaceAll(/[\s_-]/g, '');
  if (named === 'falsepositive') return 'known_false_positive';
  if (named !== undefined || type === 'cidr') return 'shared_infrastructure';
  return 'known_false_positive';
}
