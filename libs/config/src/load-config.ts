import { readFileSync } from 'node:fs';
import type { Parsed, Variable, Variables } from './variable';
import { looksLikePlaceholder } from './placeholder';

/** Names and reasons of everything wrong with the environment; never a value. */
export class ConfigError extends Error {
  constructor(readonly problems: readonly string[]) {
    super(`The configuration is not usable:\n${problems.map((problem) => `  ${problem}`).join('\n')}`);
    this.name = 'ConfigError';
  }
}

type Environment = Readonly<Record<string, string | undefined>>;

/**
 * Parses the environment once. An empty value counts as unset. A secret may be given as `NAME` or as `NAME_FILE` (a
 * path; trailing line ends are cut), not as both.
 * @throws ConfigError that names each variable at fault with the reason.
 */
export function loadConfig<V extends Variables>(variables: V, environment: Environment = process.env): Parsed<V> {
  const problems: string[] = [];
  const parsed: Record<string, unknown> = {};
  for (const [name, variable] of Object.entries(variables)) {
    const outcome = read(name, variable, environment);
    if ('problem' in outcome) problems.push(outcome.problem);
    else parsed[name] = outcome.value;
  }
  if (problems.length > 0) throw new ConfigError(problems);
  // Every name of V was set by the loop above with the output of its own schema.
  return Object.freeze(parsed) as Parsed<V>;
}

type Outcome = { readonly value: unknown } | { readonly problem: string };

function read(name: string, variable: Variable, environment: Environment): Outcome {
  const source = variable.isSecret ? rawSecret(name, environment) : { raw: present(environment[name]) };
  if ('problem' in source) return source;
  const result = variable.schema.safeParse(source.raw);
  if (!result.success) {
    const reason = source.raw === undefined ? 'is not set' : reasonOf(variable, result.error.issues);
    return { problem: `${name} ${reason}` };
  }
  if (variable.isSecret && source.raw !== undefined && looksLikePlaceholder(source.raw)) {
    return { problem: `${name} is a placeholder, not a secret` };
  }
  return { value: result.data };
}

// A rule's own message may quote the value (an enum lists what was allowed, never what was given); secrets get none at all.
function reasonOf(variable: Variable, issues: readonly { message: string }[]): string {
  if (variable.isSecret) return 'is too short or has the wrong form';
  return `is not valid: ${issues.map((issue) => issue.message).join('; ')}`;
}

function rawSecret(name: string, environment: Environment): { raw: string | undefined } | { problem: string } {
  const direct = present(environment[name]);
  const path = present(environment[`${name}_FILE`]);
  if (path === undefined) return { raw: direct };
  if (direct !== undefined) return { problem: `${name} and ${name}_FILE are both set` };
  try {
    return { raw: present(withoutLineEnd(readFileSync(path, 'utf8'))) };
  } catch {
    return { problem: `${name}_FILE names a file that cannot be read` };
  }
}

function present(value: string | undefined): string | undefined {
  return value === undefined || value === '' ? undefined : value;
}

function withoutLineEnd(text: string): string {
  let end = text.length;
  while (end > 0 && (text[end - 1] === '\n' || text[end - 1] === '\r')) end -= 1;
  return text.slice(0, end);
}
