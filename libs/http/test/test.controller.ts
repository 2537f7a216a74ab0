import { once } from 'node:events';
import type { Readable } from 'node:stream';
import { Controller } from '@nestjs/common';
import type { InputOf } from '@sentrybox/contracts';
import { bug, conflict, DomainError, notFound, unauthenticated, unavailable } from '@sentrybox/errors';
import { reply, stream } from '../src/answers/answer';
import { Input, RequestStream } from '../src/routing/input.decorator';
import { Route } from '../src/routing/route.decorator';
import * as endpoints from './test.endpoints';

/** How the last event stream ended, for tests that watch it. */
export const watched = { opened: 0, closed: 0 };

@Controller()
export class TestController {
  @Route(endpoints.anyJson)
  anyJson() {
    return { received: true };
  }

  @Route(endpoints.createThing)
  create(@Input() { body }: InputOf<typeof endpoints.createThing>) {
    // `secret` is not in the contract and must not leave.
    return { data: { name: body.name, size: body.size, secret: 'inside' }, status: 'success', internal: true };
  }

  @Route(endpoints.listThings)
  list(@Input() { query }: InputOf<typeof endpoints.listThings>) {
    return { query };
  }

  @Route(endpoints.getThing)
  get(@Input() { params }: InputOf<typeof endpoints.getThing>) {
    return { name: params.id, size: 1 };
  }

  @Route(endpoints.deleteThing)
  remove(): void {
    // Nothing to do: the route is about its missing body.
  }

  @Route(endpoints.failThing)
  fail(@Input() { params }: InputOf<typeof endpoints.failThing>): unknown {
    return failures[params.how]?.();
  }

  @Route(endpoints.failAnalysis)
  failAnalysis(@Input() { params }: InputOf<typeof endpoints.failAnalysis>): unknown {
    return failures[params.how]?.();
  }

  @Route(endpoints.importThings)
  async import(@RequestStream() body: Readable) {
    let bytes = 0;
    for await (const chunk of body) bytes += (chunk as Buffer).length; // a byte stream yields buffers
    return { bytes };
  }

  @Route(endpoints.refuseThings)
  refuse(@RequestStream() body: Readable) {
    if (body.readable) throw unavailable('Nothing is taken now.');
    return { bytes: 0 };
  }

  @Route(endpoints.bulkThings)
  bulk(@Input() { body }: InputOf<typeof endpoints.bulkThings>) {
    return { count: body.items.length };
  }

  @Route(endpoints.watchThings)
  watch() {
    return stream(200, 'text/event-stream', neverEnding);
  }

  @Route(endpoints.exportThings)
  export(@Input() { params }: InputOf<typeof endpoints.exportThings>) {
    return stream(200, 'application/x-ndjson', lines(params.lines));
  }
}

async function* neverEnding(signal: AbortSignal): AsyncGenerator<string> {
  watched.opened += 1;
  try {
    yield 'data: first\n\n';
    await once(signal, 'abort');
  } finally {
    watched.closed += 1;
  }
}

async function* lines(count: number): AsyncGenerator<string> {
  for (let line = 1; line <= count; line += 1) {
    if (count === 13 && line > 10) throw new Error('the cursor was lost');
    yield `{"line":${line}}\n`;
    await Promise.resolve();
  }
}

const failures: Readonly<Record<string, () => unknown>> = {
  missing: () => {
    throw notFound('There is no such thing.');
  },
  conflict: () => {
    throw conflict('The thing exists.', 'thing_exists');
  },
  credential: () => {
    throw unauthenticated('The credential is not valid.');
  },
  revoked: () => {
    throw unauthenticated('The key has been revoked.', 'revoked_api_key');
  },
  limited: () => {
    throw new DomainError({ kind: 'rate_limited', code: 'rate_limited', message: 'Too many.', retryAfterSeconds: 7 });
  },
  database: () => {
    const cause = Object.assign(new Error('connect ECONNREFUSED 10.0.0.7:5432'), { code: 'ECONNREFUSED' });
    throw unavailable('The service cannot reach its storage.', cause);
  },
  plain: () => {
    throw new Error('select password from users at /home/app/node_modules/pg');
  },
  text: () => {
    // eslint-disable-next-line @typescript-eslint/only-throw-error -- foreign code throws such things
    throw 'a bare string from /app/dist';
  },
  bug: () => {
    throw bug('the row of team 7 is poisoned');
  },
  mismatch: () => reply(200, { name: 'a', size: 'not a number' }),
  undeclared: () => reply(418, {}),
  ambiguous: () => ({ name: 'a', size: 1 }),
};
