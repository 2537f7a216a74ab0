import { Injectable } from '@nestjs/common';
import { Database } from '@sentrybox/database';

/** Files that wait for a worker, in pieces; inside the team's transaction. */
@Injectable()
export class KeptFilesRepository {
  constructor(private readonly database: Database) {}

  async keep(teamId: string, importId: string, pieces: AsyncIterable<Buffer>): Promise<void> {
    let seq = 0;
    for await (const piece of pieces) {
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

  async drop(teamId: string, importId: string): Promise<void> {
    await this.database.execute('DELETE FROM data.team_import_chunk WHERE team_id = $1 AND import_id = $2', [
      teamId,
      importId,
    ]);
  }
}
