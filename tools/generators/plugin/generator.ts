import { formatFiles } from '@nx/devkit';
import type { Tree } from '@nx/devkit';
import { namesOf } from '../names';
import { pluginText, specText } from './plugin.template';

export interface PluginOptions {
  /** Name of the source in kebab case, e.g. `acme-reputation`. */
  readonly name: string;
  readonly skipFormat?: boolean;
}

const folder = 'apps/analysis-gateway/src/plugins';
const compose = 'docker-compose.yml';

/**
 * A plugin of analysis-gateway with the table of its source's answers, in the list of plugins and with its key handed on
 * by the compose file. It works as it is for a source that nobody has; what is left is to say what the real one says.
 */
export default async function plugin(tree: Tree, options: PluginOptions): Promise<void> {
  const names = namesOf(options.name);
  const file = `${folder}/${names.kebab}/${names.kebab}.plugin.ts`;
  if (tree.exists(file)) throw new Error(`${file} exists.`);
  tree.write(file, pluginText(names));
  tree.write(file.replace(/\.ts$/, '.spec.ts'), specText(names));
  const list = `${folder}/plugin-list.ts`;
  const line = `  ${names.snake}: async () => (await import('./${names.kebab}/${names.kebab}.plugin.js')).${names.camel}(),\n};\n`;
  tree.write(list, (tree.read(list, 'utf-8') ?? '').replace(/\};\n$/, line));
  tree.write(compose, withVariable(tree.read(compose, 'utf-8') ?? '', `${names.snake.toUpperCase()}_API_KEY`));
  if (options.skipFormat !== true) await formatFiles(tree);
}

/** The compose file with one more variable of analysis-gateway, in the order of their names. */
function withVariable(text: string, name: string): string {
  const lines = text.split('\n');
  const begin = lines.findIndex((line) => line.startsWith('x-of-analysis-gateway:'));
  const handedOn = (line: string) => /^ {2}([A-Z_]+): \$\{\1:-\}$/.exec(line)?.[1];
  const next = lines.findIndex((line, index) => index > begin && (line === '' || (handedOn(line) ?? '') > name));
  if (begin < 0 || next < 0) throw new Error(`${compose} has no x-of-analysis-gateway.`);
  return lines.toSpliced(next, 0, `  ${name}: \${${name}:-}`).join('\n');
}
