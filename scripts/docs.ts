import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { format, resolveConfig } from 'prettier';
import { iocPage } from './docs-ioc';
import { asvsPage } from './docs/asvs/asvs-page';
import { parseMapping } from './docs/asvs/mapping';
import { testTitles } from './docs/asvs/test-titles';
import { benchResults } from './docs/bench-results';
import { configurationPage } from './docs/configuration-page';
import { endpoints } from './docs/endpoints';
import { openApiDocuments } from './docs/openapi-documents';
import { describedPlugins, pluginIndex, pluginPage } from './docs/plugin-pages';
import { routesPage } from './docs/routes-page';
import { sizePage } from './docs/size-page';
import { catalogue, sourcesPage } from './docs/sources-page';
import { tutorialPage } from './docs/tutorial-page';
import { appVariables } from './launcher/app-variables';
import type { ExitReason } from './launcher/exit-codes';
import { runCommand } from './launcher/run-command';
import { projectRoot } from './launcher/state-folder';

const folder = join(projectRoot, 'docs');

/** `npm run docs`: writes every generated page anew. CI refuses a change that leaves one stale. */
async function main(): Promise<ExitReason> {
  await writePage('configuration.md', configurationPage(await appVariables()));
  await writePage('reference/routes.md', routesPage(endpoints()));
  await writePage('reference/ioc.md', iocPage());
  await writePage('reference/sources.md', sourcesPage(await catalogue()));
  await writePluginPages();
  await writePage('reference/asvs.md', asvsTable());
  await writePage('tutorial/README.md', tutorialPage(readFileSync(join(folder, 'tutorial/tutorial.sh'), 'utf8')));
  const size = 'operations/size.md';
  await writePage(
    size,
    sizePage(readFileSync(join(folder, size), 'utf8'), benchResults(join(projectRoot, 'bench/results'))),
  );
  for (const [app, document] of await openApiDocuments()) {
    writeText(`openapi/${app}.json`, document);
  }
  return 'ok';
}

/** Of those that are gone, the pages go too. */
async function writePluginPages(): Promise<void> {
  const plugins = await describedPlugins();
  rmSync(join(folder, 'reference/plugins'), { recursive: true, force: true });
  await writePage('reference/plugins/README.md', pluginIndex(plugins));
  for (const plugin of plugins) await writePage(`reference/plugins/${plugin.manifest.name}.md`, pluginPage(plugin));
}

function asvsTable(): string {
  const mapping = parseMapping(readFileSync(join(projectRoot, 'scripts/docs/asvs/asvs.yaml'), 'utf8'));
  return asvsPage(mapping, testTitles(projectRoot, ['apps', 'libs', 'scripts']));
}

async function writePage(name: string, text: string): Promise<void> {
  const path = join(folder, name);
  writeText(name, await format(text, { ...(await resolveConfig(path)), parser: 'markdown' }));
}

function writeText(name: string, text: string): void {
  const path = join(folder, name);
  mkdirSync(join(path, '..'), { recursive: true });
  writeFileSync(path, text);
}

runCommand(main);
