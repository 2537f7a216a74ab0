import { Inject, Injectable } from '@nestjs/common';
import { Audit } from '@sentrybox/audit';
import type { importFile, ImportView, InputOf, listImports, Principal } from '@sentrybox/contracts';
import { behindIdOf, Database, newestFirst, uuidv7 } from '@sentrybox/database';
import { bug } from '@sentrybox/errors';
import { CLOCK } from '@sentrybox/observability';
import type { Clock } from '@sentrybox/observability';
import { Work } from '@sentrybox/queue';
import { WriteTurn } from '../model';
import { SourcesService } from '../sources';
import type { Source } from '../sources';
import { WarninglistsService } from '../warninglists';
import { chooseFormat } from './choose-format';
import { importFileWork } from './import-file.work';
import { failedBy, importView } from './import.row';
import type { NewImport } from './import.row';
import { importNotFound, ImportRefused, tooManyUploads } from './imports.errors';
import { ImportsRepository } from './imports.repository';
import { IngestService } from './ingest/ingest.service';
import { KeptFilesRepository } from './kept-files.repository';
import { ReceivedFile } from './upload/received-file';
import { Slots } from './upload/slots';

/** Files up to this size are read within the request: tens of milliseconds for a thousand lines. */
const atOnceBytes = 262_144;
const atOnceTimeoutMs = 30_000;
/** Writing 2 GiB into the database takes about a minute. */
const keepTimeoutMs = 600_000;
/** Uploads hold disk, not connections; what follows holds one of five connections each. */
const uploadsAtOnce = 8;
const writersAtOnce = 2;

/** An import, and whether it has ended already. */
export interface StartedImport {
  readonly isEnded: boolean;
  readonly view: ImportView;
}

@Injectable()
export class ImportsService {
  private readonly uploads = new Slots(uploadsAtOnce);
  private readonly writers = new Slots(writersAtOnce);

  constructor(
    private readonly sources: SourcesService,
    private readonly imports: ImportsRepository,
    private readonly files: KeptFilesRepository,
    private readonly ingests: IngestService,
    private readonly warninglists: WarninglistsService,
    private readonly turn: WriteTurn,
    private readonly database: Database,
    private readonly work: Work,
    private readonly audit: Audit,
    @Inject(CLOCK) private readonly clock: Clock,
  ) {}

  /**
   * Takes a file in. Nothing of it is visible before all of it is.
   * @throws DomainError not_found, platform_admin_required, format_not_described, malformed_file, nothing_accepted
   */
  async start(
    principal: Principal,
    { params, query }: InputOf<typeof importFile>,
    mediaType: string | undefined,
    body: AsyncIterable<Uint8Array>,
  ): Promise<StartedImport> {
    const { teamId } = principal;
    const source = await this.database.inTeam(teamId, () => this.sources.changeable(principal, params.id));
    const format = chooseFormat(source.format, query.format, mediaType);
    if (this.uploads.isFull) throw tooManyUploads();
    return await this.uploads.use(async () => {
      const file = await ReceivedFile.of(body);
      try {
        const started: NewImport = {
          id: uuidv7(),
          sourceId: source.id,
          origin: 'upload',
          state: 'running',
          mode: query.mode ?? source.mode,
          format,
          file: { bytes: file.bytes, sha256: file.sha256 },
          createdAt: this.clock.now(),
        };
        return await this.writers.use(() => this.take(teamId, source, started, file));
      } finally {
        await file.close();
      }
    });
  }

  async list(principal: Principal, { params, query }: InputOf<typeof listImports>) {
    const before = behindIdOf(query);
    const { imports, total } = await this.database.inTeam(principal.teamId, async () => {
      const { scope } = await this.sources.readable(params.id);
      const offset = before === undefined ? query.offset : 0;
      return await this.imports.list(scope, params.id, { before, limit: query.limit + 1, offset });
    });
    const path = `/api/v1/sources/${params.id}/imports`;
    return newestFirst({ path, query, page: query, rows: imports, count: total, toItem: importView });
  }

  /** @throws DomainError not_found */
  async get(principal: Principal, sourceId: string, importId: string): Promise<ImportView> {
    return await this.database.inTeam(principal.teamId, async () => {
      const { scope } = await this.sources.readable(sourceId);
      const row = await this.imports.find(scope, importId);
      if (row?.source_id !== sourceId) throw importNotFound();
      return importView(row);
    });
  }

  private async take(teamId: string, source: Source, started: NewImport, file: ReceivedFile): Promise<StartedImport> {
    const done = file.bytes <= atOnceBytes ? await this.ingestNow(teamId, source, started, file) : undefined;
    if (done !== undefined) return { isEnded: true, view: done };
    return { isEnded: false, view: await this.leaveToWorker(teamId, source, started, file) };
  }

  /** @returns undefined when somebody else is writing now: a worker has the patience to wait. */
  private async ingestNow(
    teamId: string,
    source: Source,
    started: NewImport,
    file: ReceivedFile,
  ): Promise<ImportView | undefined> {
    const { scope } = source;
    const screen = await this.warninglists.screenFor(scope, teamId);
    const attempt = async (): Promise<ImportView | undefined> => {
      if (!(await this.turn.tryTake(scope))) return undefined;
      await this.imports.insert(scope, started);
      const result = await this.ingests.ingest({ ...started, scope, file, screen });
      await this.imports.end(scope, started.id, { state: 'done', result, at: this.clock.now() });
      await this.record(teamId, source, started);
      return await this.viewOf(source, started.id);
    };
    try {
      return await this.database.inTeam(teamId, attempt, { statementTimeoutMs: atOnceTimeoutMs });
    } catch (error) {
      if (!(error instanceof ImportRefused)) throw error;
      await this.keepFailure(teamId, source, started, error);
      throw error.toDomainError();
    }
  }

  private async leaveToWorker(
    teamId: string,
    source: Source,
    started: NewImport,
    file: ReceivedFile,
  ): Promise<ImportView> {
    const accept = async (): Promise<ImportView> => {
      await this.imports.insert(source.scope, started);
      await this.files.keep(teamId, started.id, file);
      await this.work.submit(importFileWork, { id: started.id, teamId });
      await this.record(teamId, source, started);
      return await this.viewOf(source, started.id);
    };
    return await this.database.inTeam(teamId, accept, { statementTimeoutMs: keepTimeoutMs });
  }

  // The attempt was rolled back as a whole; the history still tells of it. Not when the source itself is gone.
  private async keepFailure(teamId: string, source: Source, started: NewImport, error: ImportRefused): Promise<void> {
    if (error.code === 'source_deleted') return;
    await this.database.inTeam(teamId, async () => {
      await this.imports.insert(source.scope, started);
      await this.imports.end(source.scope, started.id, failedBy(error, this.clock.now()));
      await this.record(teamId, source, started, error.code);
    });
  }

  private async viewOf({ scope }: Source, importId: string): Promise<ImportView> {
    const row = await this.imports.find(scope, importId);
    if (row === undefined) throw bug('An import is gone in the transaction that made it.');
    return importView(row);
  }

  private async record(teamId: string, source: Source, started: NewImport, failure?: string): Promise<void> {
    await this.audit.record({
      action: 'source_import_started',
      teamId,
      object: { type: 'source', id: source.id },
      outcome: failure === undefined ? 'success' : 'failure',
      details: {
        import_id: started.id,
        sha256: started.file?.sha256 ?? '',
        ...(failure === undefined ? {} : { failure }),
      },
    });
  }
}
