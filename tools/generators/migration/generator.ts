import { formatFiles } from '@nx/devkit';
import type { Tree } from '@nx/devkit';
import { addToList, namesOf, requireApp, schemaOfApp } from '../names';

export interface MigrationOptions {
  readonly app: string;
  /** Verb and noun in kebab case, e.g. `create-notes`. */
  readonly name: string;
  /** Table that it creates, snake case; default: the noun. */
  readonly table?: string;
  /** `yyyymmddhhmm`; default: now. */
  readonly at?: string;
  readonly skipFormat?: boolean;
}

/** A migration that creates a team's table behind its wall, added to the app's list. */
export default async function migration(tree: Tree, options: MigrationOptions): Promise<void> {
  requireApp(tree, options.app);
  const names = namesOf(options.name);
  const schema = schemaOfApp(options.app);
  const table = options.table ?? (names.snake.split('_').slice(1).join('_') || names.snake);
  const at = options.at ?? new Date().toISOString().replace(/\D/g, '').slice(0, 12);
  const file = `${at}-${names.kebab}`;
  const folder = `apps/${options.app}/src/migrations`;
  tree.write(`${folder}/${file}.ts`, migrationText(names.camel, file, schema, table));
  const index = `${folder}/index.ts`;
  const importLine = `import { ${names.camel} } from './${file}';`;
  tree.write(
    index,
    tree.exists(index)
      ? addToList(tree.read(index, 'utf-8') ?? '', importLine, names.camel)
      : indexText(schema, importLine, names.camel),
  );
  if (options.skipFormat !== true) await formatFiles(tree);
}

function migrationText(variable: string, name: string, schema: string, table: string): string {
  return `import type { Migration } from '@sentrybox/database';
import { grantTable, tenantTable } from '@sentrybox/database';

export const ${variable}: Migration = {
  name: '${name}',
  up: async (sql) => {
    await sql(\`
      CREATE TABLE ${schema}.${table} (
        team_id    uuid        NOT NULL,
        id         uuid        NOT NULL,
        name       text        NOT NULL CHECK (length(name) BETWEEN 1 AND 200),
        created_at timestamptz NOT NULL,
        PRIMARY KEY (team_id, id)
      );
      \${tenantTable('${schema}', '${table}')}
      \${grantTable('${schema}', '${table}', { api: 'select, insert, update, delete' })}\`);
  },
};
`;
}

function indexText(schema: string, importLine: string, variable: string): string {
  return `import type { Migration } from '@sentrybox/database';
${importLine}

/** Every step of schema \`${schema}\`, in order. */
export const migrations: readonly Migration[] = [${variable}];
`;
}
