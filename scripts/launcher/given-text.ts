import { readFileSync } from 'node:fs';

/** A variable of the environment, or the content of the file that `<name>_FILE` names. */
export function givenText(name: string): string | undefined {
  const path = process.env[`${name}_FILE`];
  const text = path === undefined || path === '' ? process.env[name] : readFileSync(path, 'utf8').trim();
  return text === '' ? undefined : text;
}
