import { Client } from 'pg';

/** A connection of one's own. */
export async function connected(
  url: string,
): Promise<{ readonly client: Client; readonly close: () => Promise<void> }> {
  const client = new Client({ connectionString: url, application_name: 'sentrybox-backup' });
  client.on('error', () => undefined); // reported by the statement under way
  await client.connect();
  return {
    client,
    close: async () => {
      await client.end().catch(() => undefined); // it may have been the server's end
    },
  };
}

/** The same server, another database. */
export function urlOfDatabase(url: string, database: string): string {
  const other = new URL(url);
  other.pathname = `/${encodeURIComponent(database)}`;
  return other.href;
}

export function databaseOf(url: string): string {
  return decodeURIComponent(new URL(url).pathname.slice(1));
}
