interface CatalogueCheck {
  /** Selects one sentence per fault. */
  readonly sql: string;
  /** What $1, $2 … are. */
  readonly uses: readonly ('schemas' | 'api' | 'work' | 'definers' | 'logins' | 'homes' | 'globallyUnique')[];
}

// Tables with a team, partitions among them.
const tenantTables = `
  SELECT c.oid, c.relname, c.relispartition, c.relrowsecurity, c.relforcerowsecurity,
         format('%I.%I', n.nspname, c.relname) AS name
  FROM pg_class c
  JOIN pg_namespace n ON n.oid = c.relnamespace
  WHERE n.nspname = ANY ($1) AND c.relkind IN ('r', 'p')
    AND EXISTS (SELECT FROM pg_attribute a WHERE a.attrelid = c.oid AND a.attname = 'team_id' AND NOT a.attisdropped)`;

// pg_policies spells roles as names and PUBLIC as "public".
const policies = `
  SELECT t.name, p.policyname, p.cmd, p.roles, p.qual, p.with_check
  FROM (${tenantTables}) t
  JOIN pg_policies p ON format('%I.%I', p.schemaname, p.tablename) = t.name AND p.permissive = 'PERMISSIVE'`;

const privileges = `(VALUES ('SELECT'), ('INSERT'), ('UPDATE'), ('DELETE')) AS granted (command)`;
const mayUse = `CASE WHEN granted.command = 'DELETE' THEN has_table_privilege(r.role, t.oid, 'DELETE')
                     ELSE has_any_column_privilege(r.role, t.oid, granted.command) END`;

export const catalogueChecks: readonly CatalogueCheck[] = [
  {
    uses: ['schemas'],
    sql: `SELECT name || ' has a team but no enabled and forced row-level security' FROM (${tenantTables}) t
          WHERE NOT (relrowsecurity AND relforcerowsecurity)`,
  },
  {
    uses: ['schemas'],
    sql: `SELECT name || ': policy ' || policyname || ' says USING without WITH CHECK, or neither' FROM (${policies}) p
          WHERE (cmd IN ('ALL', 'UPDATE') AND (qual IS NULL OR with_check IS NULL))
             OR (cmd = 'INSERT' AND with_check IS NULL) OR (cmd IN ('SELECT', 'DELETE') AND qual IS NULL)`,
  },
  {
    // Rows of the audit log are bound to the service that writes them; nobody of an app reads them.
    uses: ['schemas', 'api'],
    sql: `SELECT name || ': policy ' || policyname || ' opens other teams'' rows to an api role' FROM (${policies}) p
          WHERE roles && ($2::name[] || '{public}'::name[])
            AND NOT (name = 'audit.event' AND cmd = 'INSERT' AND with_check = '(service = CURRENT_USER)')
            AND NOT (coalesce(qual, 'app.team_id') LIKE '%app.team_id%'
                 AND coalesce(with_check, 'app.team_id') LIKE '%app.team_id%')`,
  },
  {
    uses: ['schemas', 'api'],
    sql: `SELECT t.name || ': ' || r.role || ' may ' || granted.command || ' but no policy covers it'
          FROM (${tenantTables}) t CROSS JOIN unnest($2::text[]) AS r (role) CROSS JOIN ${privileges}
          WHERE NOT t.relispartition AND ${mayUse} AND NOT EXISTS (
            SELECT FROM pg_policies p WHERE format('%I.%I', p.schemaname, p.tablename) = t.name
              AND p.cmd IN ('ALL', granted.command) AND p.roles && ARRAY[r.role::name, 'public'])`,
  },
  {
    uses: ['schemas', 'logins'],
    sql: `SELECT t.name || ' is a partition that ' || r.role || ' may ' || granted.command || ' past its parent''s policies'
          FROM (${tenantTables}) t CROSS JOIN unnest($2::text[]) AS r (role) CROSS JOIN ${privileges}
          WHERE t.relispartition AND ${mayUse}`,
  },
  {
    // DESIGN: ids, kinds, states and times; what the work is about stays behind the wall.
    uses: ['schemas', 'work'],
    sql: `SELECT t.name || ': ' || r.role || ' reads the content in ' || a.attname || ' of all teams'
          FROM (${tenantTables}) t CROSS JOIN unnest($2::text[]) AS r (role)
          JOIN pg_attribute a ON a.attrelid = t.oid AND a.attnum > 0 AND NOT a.attisdropped
          WHERE has_column_privilege(r.role, t.oid, a.attnum, 'SELECT')
            AND a.atttypid IN ('json'::regtype, 'jsonb'::regtype, 'bytea'::regtype, 'xml'::regtype)`,
  },
  {
    uses: ['schemas'],
    sql: `SELECT format('%I.%I', n.nspname, c.relname) ||
            CASE c.relkind WHEN 'v' THEN ' is a view without security_invoker' ELSE ' stores rows of teams outside their table' END
          FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
          WHERE n.nspname = ANY ($1)
            AND ((c.relkind = 'v' AND NOT coalesce(c.reloptions && '{security_invoker=true,security_invoker=on,security_invoker=1}', false))
              OR (c.relkind = 'm' AND EXISTS (
                SELECT FROM pg_attribute a WHERE a.attrelid = c.oid AND a.attname = 'team_id' AND NOT a.attisdropped)))`,
  },
  {
    uses: ['logins', 'definers'],
    sql: `SELECT rolname || ' is superuser, bypasses row-level security, or may create roles or databases' FROM pg_roles
          WHERE rolname = ANY ($1::text[] || $2::text[])
            AND (rolsuper OR rolbypassrls OR rolcreaterole OR rolcreatedb OR rolreplication)`,
  },
  {
    uses: ['definers'],
    sql: `SELECT rolname || ' can log in' FROM pg_roles WHERE rolname = ANY ($1) AND rolcanlogin`,
  },
  {
    uses: ['logins', 'definers'],
    sql: `SELECT m.member::regrole || ' is a member of ' || m.roleid::regrole FROM pg_auth_members m
          WHERE m.member::regrole::text = ANY ($1::text[] || $2::text[])`,
  },
  {
    uses: ['logins', 'definers'],
    sql: `SELECT pg_get_userbyid(relowner) || ' owns ' || oid::regclass FROM pg_class
          WHERE pg_get_userbyid(relowner) = ANY ($1::text[] || $2::text[]) AND relpersistence <> 't'
          UNION ALL SELECT pg_get_userbyid(nspowner) || ' owns schema ' || nspname FROM pg_namespace
          WHERE pg_get_userbyid(nspowner) = ANY ($1::text[] || $2::text[]) AND nspname !~ '^pg_'
          UNION ALL SELECT pg_get_userbyid(proowner) || ' owns ' || oid::regprocedure FROM pg_proc
          WHERE pg_get_userbyid(proowner) = ANY ($1)`,
  },
  {
    uses: ['schemas'],
    sql: `SELECT f.oid::regprocedure || ' runs with its owner''s rights' || CASE
            WHEN o.rolsuper OR o.rolbypassrls THEN ', which pass row-level security'
            WHEN NOT coalesce(f.proconfig::text LIKE '%search_path=%', false) THEN ' and the caller''s search_path'
            ELSE ' and anybody may call it' END
          FROM pg_proc f JOIN pg_namespace n ON n.oid = f.pronamespace JOIN pg_roles o ON o.oid = f.proowner
          WHERE n.nspname = ANY ($1) AND f.prosecdef
            AND (o.rolsuper OR o.rolbypassrls OR NOT coalesce(f.proconfig::text LIKE '%search_path=%', false)
              OR EXISTS (SELECT FROM aclexplode(coalesce(f.proacl, acldefault('f', f.proowner))) x WHERE x.grantee = 0))`,
  },
  {
    uses: ['schemas', 'api', 'work', 'homes'],
    sql: `SELECT r.role || ' may use ' || c.oid::regclass || ' of another app'
          FROM unnest($2::text[] || $3::text[], $4::text[] || $4::text[]) AS r (role, home)
          CROSS JOIN pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
          WHERE n.nspname = ANY ($1) AND n.nspname NOT IN (r.home, 'audit') AND c.relkind IN ('r', 'p', 'v', 'm')
            AND (has_any_column_privilege(r.role, c.oid, 'SELECT, INSERT, UPDATE, REFERENCES')
              OR has_table_privilege(r.role, c.oid, 'DELETE, TRUNCATE'))`,
  },
  {
    // Without the team in the key a row could refer to another team's, and row-level security does not check keys.
    uses: ['schemas'],
    sql: `WITH t AS (${tenantTables})
          SELECT name || ': foreign key ' || k.conname || ' does not include the team' FROM t
          JOIN pg_constraint k ON k.conrelid = t.oid AND k.contype = 'f'
          WHERE k.confrelid IN (SELECT oid FROM t) AND NOT EXISTS (
            SELECT FROM pg_attribute a WHERE a.attrelid = t.oid AND a.attname = 'team_id' AND a.attnum = ANY (k.conkey))`,
  },
  {
    // A unique violation tells that another team has the value. Random ids and numbers that only the
    // server gives tell nothing.
    uses: ['schemas', 'globallyUnique'],
    sql: `SELECT t.name || ': unique index ' || x.indexrelid::regclass || ' spans teams' FROM (${tenantTables}) t
          JOIN pg_index x ON x.indrelid = t.oid AND x.indisunique
          JOIN pg_class i ON i.oid = x.indexrelid
          WHERE NOT t.relispartition AND i.relname <> ALL ($2)
            AND NOT EXISTS (SELECT FROM pg_attribute a
              WHERE a.attrelid = t.oid AND a.attnum = ANY (x.indkey) AND (a.attname = 'team_id' OR a.atttypid = 'uuid'::regtype OR a.attidentity = 'a'))`,
  },
];
