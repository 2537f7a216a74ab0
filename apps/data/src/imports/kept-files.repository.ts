import { Injectable } from '@nestjs/common';
import type { SourceScope } from '@sentrybox/contracts';
import { Database } from '@sentrybox/database';
import { tablesOf } from '../model';

/** What one row of a kept file holds, in bytes. */
const pieceBytes = 1_048_576;

interface Sized {
  pieces(pieceBytes: number): AsyncIterable<Buffer>;
}

/** Files that wait for a worker, in pieces; inside the team's transaction. */
@Injectable()
export class KeptFilesRepository {
  constructor(private readonly database: Database) {}

  async keep(teamId: string, importId: string, file: Sized): Promise<void> {
    let seq = 0;
    for await (const piece of file.pieces(pieceBytes)) {
      await this.database.execute(
        'INSERT INTO data.team_import_chunk (team_id, import_id, seq, content) VALUES ($1, $2, $3, $4)',
        [teamId, importId, seq, piece],
      );
      seq += 1;
    }
  }

  /** One piece; `undefined` behind the last. */
  async piece(teamId: string, importId: string, seq: number): Promise<Buffer | undefined> {
    const [row] = await this.database.query<{ content: Buffer }>(
      'SELECT content FROM data.team_import_chunk WHERE team_id = $1 AND import_id = $2 AND seq = $3',
      [teamId, importId, seq],
    );
    return row?.content;
  }

  /** Gives a kept file to another import. @returns whether there was one. */
  async pass(teamId: string, importId: string, to: string): Promise<boolean> {
    const passed = await this.database.execute(
      `INSERT INTO data.team_import_chunk (team_id, import_id, seq, content)
       SELECT team_id, $3, seq, content FROM data.team_import_chunk WHERE team_id = $1 AND import_id = $2`,
      [teamId, importId, to],
    );
    await this.drop(teamId, importId);
    return passed > 0;
  }

  async drop(teamId: string, importId: string): Promise<void> {
    await this.database.execute('DELETE FROM data.team_import_chunk WHERE team_id = $1 AND import_id = $2', [
      teamId,
      importId,
    ]);
  }

  /** Drops the files of earlier lists of a source that are still held back: a later one was taken. */
  async dropHeld(scope: SourceScope, sourceId: string): Promise<void> {
    const f = tablesOf[scope];
    await this.database.execute(
      `DELETE FROM data.team_import_chunk k USING ${f.import} m
       WHERE m.source_id = $1 AND m.state = 'held' AND ${f.mine('m')} AND k.import_id = m.id`,
      [sourceId],
    );
  }
}
