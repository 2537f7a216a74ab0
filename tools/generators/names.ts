import type { Tree } from '@nx/devkit';

export interface Names {
  /** `shared-notes` */
  readonly kebab: string;
  /** `SharedNotes` */
  readonly pascal: string;
  /** `sharedNotes` */
  readonly camel: string;
  /** `shared_notes` */
  readonly snake: string;
}

const kebabCase = /^[a-z][a-z0-9]*(?:-[a-z0-9]+)*$/;

/** @throws Error unless the name is in kebab case, as folders and files are */
export function namesOf(name: string): Names {
  if (!kebabCase.test(name)) throw new Error(`${name} is not in kebab case.`);
  const words = name.split('-');
  const pascal = words.map((word) => word.charAt(0).toUpperCase() + word.slice(1)).join('');
  return {
    kebab: name,
    pascal,
    camel: pascal.charAt(0).toLowerCase() + pascal.slice(1),
    snake: words.join('_'),
  };
}

const schemas: Readonly<Record<string, string>> = { 'analysis-gateway': 'analysis' };

/** The PostgreSQL schema of an app, also the name of its folder in libs/contracts. */
export function schemaOfApp(app: string): string {
  return schemas[app] ?? app;
}

/** @throws Error when there is no such app */
export function requireApp(tree: Tree, app: string): void {
  if (!tree.exists(`apps/${app}/project.json`)) throw new Error(`There is no app ${app}.`);
}

/** Adds a line before the last `];` of a file that holds one list, and an import at its top. */
export function addToList(text: string, importLine: string, item: string): string {
  const end = text.lastIndexOf(']');
  const before = text.slice(0, end).trimEnd();
  const comma = before.endsWith('[') || before.endsWith(',') ? '' : ',';
  return `${importLine}\n${before}${comma}\n  ${item},\n${text.slice(end)}`;
}
