import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import ts from 'typescript';

/** A test or a group of tests. */
export interface TestTitle {
  /** Of the spec, from the project's folder. */
  readonly file: string;
  /** Its own title after those of the groups that it is in, as they are written: `%s` stays. */
  readonly path: readonly string[];
}

/** Every test of the specs in these folders of the project. */
export function testTitles(root: string, folders: readonly string[]): TestTitle[] {
  return folders
    .flatMap((folder) =>
      readdirSync(join(root, folder), { recursive: true, encoding: 'utf8' }).map((name) => join(folder, name)),
    )
    .filter((file) => file.endsWith('spec.ts'))
    .sort()
    .flatMap((file) => titlesOf(file, readFileSync(join(root, file), 'utf8')));
}

/** The titles in the text of one spec: of every call that is given a text and a function, such as `it` and `it.each(…)`. */
export function titlesOf(file: string, text: string): TestTitle[] {
  const found: TestTitle[] = [];
  const visit = (node: ts.Node, path: readonly string[]): void => {
    const title = titleOf(node);
    const inside = title === undefined ? path : [...path, title];
    if (title !== undefined) found.push({ file, path: inside });
    ts.forEachChild(node, (child) => {
      visit(child, inside);
    });
  };
  visit(ts.createSourceFile(file, text, ts.ScriptTarget.Latest), []);
  return found;
}

function titleOf(node: ts.Node): string | undefined {
  if (!ts.isCallExpression(node)) return undefined;
  const [title, work] = node.arguments;
  const isNamed = title !== undefined && ts.isStringLiteralLike(title);
  const isTest = work !== undefined && (ts.isArrowFunction(work) || ts.isFunctionExpression(work));
  return isNamed && isTest ? title.text : undefined;
}
