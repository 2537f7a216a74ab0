import { nameOf } from './api-route';
import type { ApiRoute } from './api-route';

/** What stands behind a path parameter. */
type RealId<Team> =
  /** Makes one in the team; gets the values of the parameters before it. */
  | { readonly make: (team: Team, before: Readonly<Record<string, string>>) => Promise<string> }
  /** Nobody's in particular: the name of a plugin, of a file. */
  | { readonly everybodys: string };

/**
 * How to get a real value for each path parameter, by service and path up to and including the parameter:
 * `data /api/v1/sources/{id}`.
 */
export type IdRegistry<Team> = Readonly<Record<string, RealId<Team>>>;

/** Names under which the registry is asked for the parameters of a route, in order. */
function registryKeys({ app, path, parameters }: ApiRoute): string[] {
  return parameters.map((name) => `${app} ${path.slice(0, path.indexOf(`{${name}}`))}{${name}}`);
}

/** The parameters that the registry does not know, as sentences. */
export function unknownParameters<Team>(routes: readonly ApiRoute[], registry: IdRegistry<Team>): string[] {
  return routes.flatMap((route) =>
    registryKeys(route)
      .filter((key) => registry[key] === undefined)
      .map((key) => `${nameOf(route)}: nothing makes a real value of "${key}"`),
  );
}

/** Whether a value of the route belongs to a team. */
export function hasTeamId<Team>(route: ApiRoute, registry: IdRegistry<Team>): boolean {
  return registryKeys(route).some((key) => isMade(registry[key]));
}

/** Fresh values for all parameters of a route, all of one team. */
export async function realIds<Team>(
  route: ApiRoute,
  registry: IdRegistry<Team>,
  team: Team,
): Promise<Record<string, string>> {
  const values: Record<string, string> = {};
  for (const [index, key] of registryKeys(route).entries()) {
    const entry = registry[key];
    if (entry === undefined) throw new Error(`Nothing makes a real value of "${key}".`);
    const name = route.parameters[index] ?? '';
    values[name] = 'make' in entry ? await entry.make(team, values) : entry.everybodys;
  }
  return values;
}

/** The path with its values. */
export function fill({ path }: ApiRoute, values: Readonly<Record<string, string>>): string {
  return path.replace(/\{(\w+)\}/g, (_match, name: string) => encodeURIComponent(values[name] ?? ''));
}

function isMade<Team>(entry: RealId<Team> | undefined): boolean {
  return entry !== undefined && 'make' in entry;
}
