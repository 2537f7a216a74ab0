import type { Names } from '../names';

export function repositoryText(schema: string, { pascal, snake }: Names): string {
  const table = `${schema}.${snake}`;
  return `import { Injectable } from '@nestjs/common';
import { behindCursor, cappedCount, Database } from '@sentrybox/database';
import type { PageRequest } from '@sentrybox/database';

export interface ${pascal}Row {
  readonly id: string;
  readonly name: string;
  readonly createdAt: Date;
}

const columns = 'id, name, created_at as "createdAt"';

/** Every question runs in the current tenant transaction and names the team. */
@Injectable()
export class ${pascal}Repository {
  constructor(private readonly database: Database) {}

  async find(teamId: string, id: string): Promise<${pascal}Row | undefined> {
    const sql = \`select \${columns} from ${table} where team_id = $1 and id = $2\`;
    return (await this.database.query<${pascal}Row>(sql, [teamId, id]))[0];
  }

  /** Newest first: ids are UUIDv7. One row more than the limit tells that there are more. */
  async list(teamId: string, page: PageRequest, behindId?: string): Promise<${pascal}Row[]> {
    const cursor = behindId === undefined ? '' : \`and \${behindCursor(['id'], 'desc', 2)}\`;
    return await this.database.query<${pascal}Row>(
      \`select \${columns} from ${table} where team_id = $1 \${cursor}
       order by id desc limit \${String(page.limit + 1)} offset \${String(behindId === undefined ? page.offset : 0)}\`,
      behindId === undefined ? [teamId] : [teamId, behindId],
    );
  }

  async count(teamId: string): Promise<number> {
    const rows = await this.database.query<{ count: number }>(cappedCount('1 from ${table} where team_id = $1'), [teamId]);
    return rows[0]?.count ?? 0;
  }
}
`;
}
