import { rolesOf } from '../migrate/roles';
import { identifier } from './tenant-table';

export interface LookupFunction {
  readonly schema: string;
  readonly name: string;
  /** `digest text, at timestamptz`; no defaults. */
  readonly args: string;
  /** `TABLE (id uuid, team_id uuid)` or a scalar type. */
  readonly returns: string;
  /** One SELECT that finds by a hash or an id, never by what a caller may vary at will; with schema-qualified names. */
  readonly body: string;
  /** Tables of the schema that the body reads. */
  readonly reads: readonly string[];
}

/**
 * SQL for a question that must be answered before the team is known (whose key is this?). The function runs as
 * `<schema>_definer`, a role without login that may read these tables across teams and nothing else; the api role may
 * call it.
 */
export function lookupFunction(lookup: LookupFunction): string {
  const schema = identifier(lookup.schema);
  const { api, definer } = rolesOf(schema);
  const name = `${schema}.${identifier(lookup.name)}`;
  const signature = `${name}(${lookup.args})`;
  const reads = lookup.reads.map((table) => readable(schema, identifier(table), definer)).join('\n');
  return `
    ${reads}
    CREATE FUNCTION ${signature} RETURNS ${lookup.returns}
      LANGUAGE sql STABLE SECURITY DEFINER PARALLEL SAFE SET search_path = pg_catalog, pg_temp
      AS $lookup$ ${lookup.body} $lookup$;
    REVOKE ALL ON FUNCTION ${signature} FROM PUBLIC;
    GRANT EXECUTE ON FUNCTION ${signature} TO ${api};
    GRANT CREATE ON SCHEMA ${schema} TO ${definer};
    ALTER FUNCTION ${signature} OWNER TO ${definer};
    REVOKE CREATE ON SCHEMA ${schema} FROM ${definer};`;
}

// The policy applies to the definer role alone; for everybody else the tenant policy stays the only one.
function readable(schema: string, table: string, definer: string): string {
  const name = `${schema}.${table}`;
  return `
    GRANT SELECT ON ${name} TO ${definer};
    DROP POLICY IF EXISTS lookup ON ${name};
    CREATE POLICY lookup ON ${name} FOR SELECT TO ${definer} USING (true);`;
}
