import type { Names } from '../names';

export function serviceText({ kebab, pascal, camel }: Names): string {
  return `import { Injectable } from '@nestjs/common';
import type { InputOf, Principal } from '@sentrybox/contracts';
import { list${pascal} } from '@sentrybox/contracts';
import { behindIdOf, Database, newestFirst } from '@sentrybox/database';
import { ${camel}NotFound } from './${kebab}.errors';
import { ${pascal}Repository } from './${kebab}.repository';
import { to${pascal}View } from './${kebab}.view';

@Injectable()
export class ${pascal}Service {
  constructor(
    private readonly repository: ${pascal}Repository,
    private readonly database: Database,
  ) {}

  /** @throws DomainError \`invalid_request\` for a cursor of another list */
  async list({ teamId }: Principal, query: InputOf<typeof list${pascal}>['query']) {
    const behindId = behindIdOf(query);
    const { rows, count } = await this.database.inTeam(teamId, async () => ({
      rows: await this.repository.list(teamId, query, behindId),
      count: await this.repository.count(teamId),
    }));
    return newestFirst({ rows, page: query, count, path: list${pascal}.path, query, toItem: to${pascal}View });
  }

  /** @throws DomainError \`not_found\`, also for another team's row */
  async get({ teamId }: Principal, id: string) {
    const row = await this.database.inTeam(teamId, () => this.repository.find(teamId, id));
    if (row === undefined) throw ${camel}NotFound();
    return to${pascal}View(row);
  }
}
`;
}

export function viewText({ kebab, pascal }: Names): string {
  return `import type { ${pascal}Row } from './${kebab}.repository';

export function to${pascal}View(row: ${pascal}Row) {
  return { id: row.id, name: row.name, created_at: row.createdAt.toISOString() };
}
`;
}
