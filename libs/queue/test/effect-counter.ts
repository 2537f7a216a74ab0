import { startFixtureServer } from '@sentrybox/testing';

// The far end, in a process of its own: takes effects over HTTP and remembers the idempotency key of each. Tells its
// address at the start and its keys when asked.
async function main(): Promise<void> {
  const server = await startFixtureServer({
    'POST /effects': (response) => {
      response.writeHead(204).end();
    },
  });
  process.on('message', () => {
    process.send?.({ keys: server.requests.map(({ headers }) => headers['idempotency-key']) });
  });
  process.once('disconnect', () => process.exit(0));
  process.send?.({ url: server.url });
}

void main();
