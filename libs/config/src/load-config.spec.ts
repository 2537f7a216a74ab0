import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { z } from 'zod';
import { ConfigError, loadConfig } from './load-config';
import { looksLikePlaceholder } from './placeholder';
import { secret, variable } from './variable';

const variables = {
  PORT: variable(z.coerce.number().int().max(65_535).default(8_000), 'Port.'),
  PEPPER: secret(z.string().min(32), 'Pepper.'),
};
const good = 'f3c1a9e07b5d4826a1c0e9d8b7f65432';

function problemsOf(environment: Record<string, string>): readonly string[] {
  try {
    loadConfig(variables, environment);
    return [];
  } catch (error) {
    if (error instanceof ConfigError) return error.problems;
    throw error;
  }
}

describe('loadConfig', () => {
  let folder: string;

  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'config-'));
  });

  afterEach(() => {
    rmSync(folder, { recursive: true });
  });

  it('parses, fills in defaults and freezes', () => {
    const config = loadConfig(variables, { PEPPER: good, PORT: '' });

    expect(config).toEqual({ PORT: 8_000, PEPPER: good });
    expect(Object.isFrozen(config)).toBe(true);
  });

  it('reads a secret from the file that NAME_FILE names, without its line end', () => {
    const path = join(folder, 'pepper');
    writeFileSync(path, `${good}\r\n`);

    expect(loadConfig(variables, { PEPPER_FILE: path }).PEPPER).toBe(good);
  });

  it.each([
    ['is not set', {}, 'PEPPER is not set'],
    ['is too short', { PEPPER: 'short-one' }, 'PEPPER is too short or has the wrong form'],
    ['is given twice', { PEPPER: good, PEPPER_FILE: '/x' }, 'PEPPER and PEPPER_FILE are both set'],
    ['is in no readable file', { PEPPER_FILE: '/nowhere' }, 'PEPPER_FILE names a file that cannot be read'],
    ['is a placeholder', { PEPPER: 'changeme'.repeat(4) }, 'PEPPER is a placeholder, not a secret'],
  ])('P02: names a secret that %s', (_what, environment, problem) => {
    expect(problemsOf(environment)).toEqual([problem]);
  });

  it('names every variable at fault at once, and no value', () => {
    const problems = problemsOf({ PORT: '70000', PEPPER: 'hunter2' });

    expect(problems).toHaveLength(2);
    expect(problems.join()).toMatch(/PORT.*PEPPER/);
    expect(problems.join()).not.toMatch(/70000|hunter2/);
  });
});

describe('looksLikePlaceholder', () => {
  it.each(['changeme', 'Change-Me', 'changeme123', 'SECRET_SECRET_SECRET', 'aaaaaaaaaaaaaaaa', 'password1'])(
    'P02: refuses %s',
    (value) => {
      expect(looksLikePlaceholder(value)).toBe(true);
    },
  );

  it.each([good, 'postgres://app:x@db/app', 'correct horse battery staple'])('lets %s pass', (value) => {
    expect(looksLikePlaceholder(value)).toBe(false);
  });
});
