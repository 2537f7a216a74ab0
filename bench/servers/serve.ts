/** What a server of this folder is told; see harness/child-server.ts. */
export interface ServerSettings {
  /** Of its one route. */
  readonly path: string;
  /** What is answered, serialised anew for every request. */
  readonly body: unknown;
  /** Stored by bare-insert before it answers: $1 and $2 are the request's `ioc` and `type`, $3 is the body. */
  readonly insert?: { readonly databaseUrl: string; readonly sql: string; readonly poolSize: number };
  /** Answered by bare-lookup: $1 has the query's `q`, $2 NULL for its type, $3 is 1; asked in a transaction of the team. */
  readonly lookup?: {
    readonly databaseUrl: string;
    /** Whose rights hold, row-level security included. */
    readonly role: string;
    readonly sql: string;
    readonly poolSize: number;
    readonly teamId: string;
  };
}

/** Gets the settings, starts a server with them, tells its port, and ends when the harness is gone. */
export function serve(listen: (settings: ServerSettings) => Promise<number>): void {
  process.once('disconnect', () => process.exit(0));
  process.once('message', (settings: ServerSettings) => {
    listen(settings).then(
      (port) => process.send?.({ port }),
      (error: unknown) => {
        process.stderr.write(`${error instanceof Error ? (error.stack ?? error.message) : String(error)}\n`);
        process.exit(1);
      },
    );
  });
}
