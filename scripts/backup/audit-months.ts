import type { Client } from 'pg';

/**
 * Partitions of the audit log as the backup's database had them. The migrations make those from today on alone, and rows of
 * earlier months would go to the default partition, from which they can never be moved.
 * @param months `202611`, in UTC
 */
export async function addAuditMonths(client: Client, months: readonly string[]): Promise<void> {
  for (const month of months) {
    const name = `audit.event_${month}`;
    const [year, number] = [Number(month.slice(0, 4)), Number(month.slice(4))];
    const start = (offset: number) => new Date(Date.UTC(year, number - 1 + offset, 1)).toISOString();
    // Protected like those that audit.ensure_partitions makes.
    await client.query(`
      CREATE TABLE IF NOT EXISTS ${name} PARTITION OF audit.event FOR VALUES FROM ('${start(0)}') TO ('${start(1)}');
      ALTER TABLE ${name} ENABLE ROW LEVEL SECURITY;
      ALTER TABLE ${name} FORCE ROW LEVEL SECURITY;
      CREATE OR REPLACE TRIGGER refuse_truncate BEFORE TRUNCATE ON ${name} EXECUTE FUNCTION audit.refuse_change();`);
  }
}
