import { formatFiles } from '@nx/devkit';
import type { Tree } from '@nx/devkit';
import { namesOf, requireApp, schemaOfApp } from '../names';
import { endpointsText } from './endpoints.template';
import { controllerText, errorsText, indexText, moduleText } from './parts.template';
import { repositoryText } from './repository.template';
import { serviceText, viewText } from './service.template';

export interface FeatureOptions {
  readonly app: string;
  /** Plural noun in kebab case, e.g. `notes`; also the path of the routes and the table. */
  readonly name: string;
  readonly skipFormat?: boolean;
}

/**
 * A feature with the whole way of a request: routes as data, controller, service, repository, errors, view. What is left:
 * import its module in the app's module, add its permissions, generate its migration, write its tests.
 */
export default async function feature(tree: Tree, options: FeatureOptions): Promise<void> {
  requireApp(tree, options.app);
  const names = namesOf(options.name);
  const schema = schemaOfApp(options.app);
  const folder = `apps/${options.app}/src/${names.kebab}`;
  const endpoints = `libs/contracts/src/${schema}/${names.kebab}.endpoints.ts`;
  tree.write(endpoints, endpointsText(options.app, names));
  tree.write(`${folder}/index.ts`, indexText(names));
  tree.write(`${folder}/${names.kebab}.module.ts`, moduleText(names));
  tree.write(`${folder}/${names.kebab}.controller.ts`, controllerText(names));
  tree.write(`${folder}/${names.kebab}.errors.ts`, errorsText(names));
  tree.write(`${folder}/${names.kebab}.service.ts`, serviceText(names));
  tree.write(`${folder}/${names.kebab}.view.ts`, viewText(names));
  tree.write(`${folder}/${names.kebab}.repository.ts`, repositoryText(schema, names));
  const index = 'libs/contracts/src/index.ts';
  const exported = `export { get${names.pascal}ById, list${names.pascal} } from './${schema}/${names.kebab}.endpoints';\n`;
  tree.write(index, `${tree.read(index, 'utf-8') ?? ''}${exported}`);
  if (options.skipFormat !== true) await formatFiles(tree);
}
