import { formatFiles } from '@nx/devkit';
import type { Tree } from '@nx/devkit';
import { namesOf, requireApp } from '../names';

export interface QueueOptions {
  readonly app: string;
  /** Verb and noun in kebab case, e.g. `refresh-notes`. */
  readonly name: string;
  /** The feature's folder. */
  readonly feature: string;
  readonly skipFormat?: boolean;
}

/** A kind of slow work: its definition and its handler. Name the handler in the app's \`QueueModule.forApp\`. */
export default async function queue(tree: Tree, options: QueueOptions): Promise<void> {
  requireApp(tree, options.app);
  const names = namesOf(options.name);
  const folder = `apps/${options.app}/src/${namesOf(options.feature).kebab}`;
  tree.write(
    `${folder}/${names.kebab}.work.ts`,
    `import { defineWork } from '@sentrybox/contracts';

/** \`maxAttempts\` counts failures in a row. */
export const ${names.camel} = defineWork({
  name: '${options.app}.${names.kebab}',
  owner: '${options.app}',
  concurrency: 4,
  maxAttempts: 5,
});
`,
  );
  tree.write(
    `${folder}/${names.kebab}.handler.ts`,
    `import { Injectable } from '@nestjs/common';
import type { WorkHandler, WorkItem } from '@sentrybox/queue';
import { ${names.camel} } from './${names.kebab}.work';

/** Ends with exactly one of \`finish\`, \`waitUntil\` and \`fail\`; may be run again after any crash. */
@Injectable()
export class ${names.pascal}Handler implements WorkHandler {
  readonly definition = ${names.camel};

  async run(item: WorkItem): Promise<void> {
    await item.finish();
  }
}
`,
  );
  if (options.skipFormat !== true) await formatFiles(tree);
}
