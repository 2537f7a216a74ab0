type Path = readonly (string | number)[];

/** A body in which one field is not as documented. */
export interface Mutation {
  /** `data.attributes.stats`, `results.[].url` */
  readonly path: string;
  readonly renamed: unknown;
  readonly retyped: unknown;
}

/** Every field of a JSON body, once under another name and once of another type. Of a list only the first entry. */
export function mutationsOf(body: unknown): Mutation[] {
  return pathsOf(body, []).map((path) => ({
    path: path.map((part) => (typeof part === 'number' ? '[]' : part)).join('.'),
    renamed: changed(body, path, (parent, key) => {
      const { [key]: value, ...rest } = parent;
      return { ...rest, [`renamed_${key}`]: value };
    }),
    retyped: changed(body, path, (parent, key) => ({ ...parent, [key]: { of_another_type: true } })),
  }));
}

function pathsOf(value: unknown, path: Path): Path[] {
  if (Array.isArray(value)) return value.length === 0 ? [] : pathsOf(value[0], [...path, 0]);
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([key, member]) => [[...path, key], ...pathsOf(member, [...path, key])]);
}

type Parent = Record<string, unknown>;

function changed(value: unknown, [head, ...rest]: Path, change: (parent: Parent, key: string) => Parent): unknown {
  if (typeof head === 'number') {
    const [first, ...others] = value as unknown[]; // a number leads into a list
    return [changed(first, rest, change), ...others];
  }
  const parent = value as Parent; // a name leads into an object
  const key = head ?? '';
  return rest.length === 0 ? change(parent, key) : { ...parent, [key]: changed(parent[key], rest, change) };
}
