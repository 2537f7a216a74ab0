import {
  empty,
  fakeClock,
  garbage,
  halfOpen,
  hang,
  json,
  reset,
  slowBytes,
  startFixtureServer,
  tooManyRequests,
} from '@sentrybox/testing';
import type { Answer, FixtureServer } from '@sentrybox/testing';
import { Egress } from './egress';
import type { EgressError } from './egress.errors';
import type { EgressRequest } from './egress-request';
import { configured } from './profiles';
import type { EgressProfile } from './profiles';

const fine = json(200, { ok: true });

describe('egress and a sick upstream', () => {
  let server: FixtureServer;
  let profile: EgressProfile;
  let clock: ReturnType<typeof fakeClock>;
  let egress: Egress;
  let changes: string[];

  beforeEach(async () => {
    server = await startFixtureServer({ 'GET /*': fine, 'POST /*': fine });
    profile = configured(server.url, { name: 'source' });
    clock = fakeClock();
    changes = [];
    egress = new Egress({
      isOffline: true,
      now: () => clock.now(),
      monotonicMs: () => clock.monotonicMs(),
      onCircuitChange: (label, state) => changes.push(`${label} ${state}`),
    });
  });

  afterEach(async () => {
    await server.close();
    await egress.close();
  });

  const ask = (more: Partial<EgressRequest> = {}) =>
    egress.request(profile, {
      ...{ method: 'GET', url: `${server.url}/x`, timeoutMs: 5_000, maxBytes: 10_000, expect: 'json' },
      ...more,
    });
  /** How one call ended: its status, or the code of its error. */
  const end = (more?: Partial<EgressRequest>): Promise<number | string> =>
    ask(more).then(
      ({ status }) => status,
      (error: unknown) => (error as EgressError).code, // nothing else is thrown here
    );
  const ends = (count: number, more?: Partial<EgressRequest>) =>
    Promise.all([...Array(count).keys()].map(() => end(more)));
  const play = (answer: Answer) => {
    server.on('GET /*', answer);
  };
  const arrived = async (count: number) => {
    const giveUpAtMs = performance.now() + 5_000;
    while (server.requests.length < count && performance.now() < giveUpAtMs) {
      await new Promise((resolve) => setImmediate(resolve));
    }
  };
  const failing = async (count: number, answer: Answer = empty(500)) => {
    play(answer);
    await ends(count, { timeoutMs: 10_000 });
    play(fine);
  };

  describe('F08 circuit breaker', () => {
    it.each<[string, Answer, number | string]>([
      ['never answers', hang(), 'timeout'],
      ['sends a byte at a time', slowBytes(), 'timeout'],
      ['resets', reset(), 'unreachable'],
      ['goes away in the body', halfOpen(), 'timeout'],
      ['answers 500', json(500, {}), 500],
      ['answers garbage', garbage(), 'protocol'],
    ])('an upstream that %s is left alone after 20 calls, and asked by one after 30 s', async (_name, answer, code) => {
      play(answer);
      const timeoutMs = code === 'timeout' ? 1_000 : 10_000;
      expect(new Set(await ends(20, { timeoutMs }))).toEqual(new Set([code]));
      expect(server.requests).toHaveLength(20);
      expect(changes).toEqual(['source open']);

      play(fine);
      clock.advance(29_999);
      await expect(ask()).rejects.toMatchObject({ code: 'circuit_open', isRetryable: true, retryAfterSeconds: 1 });
      expect(server.requests).toHaveLength(20);

      clock.advance(1);
      expect((await ends(5)).sort()).toEqual([200, 'circuit_open', 'circuit_open', 'circuit_open', 'circuit_open']);
      expect(server.requests).toHaveLength(21);
      expect(changes).toEqual(['source open', 'source closed']);
      expect(await ends(5)).toEqual([200, 200, 200, 200, 200]);
    });

    it('a probe that fails leaves it open for as long again', async () => {
      await failing(20);
      clock.advance(30_000);
      play(reset());
      expect(await end()).toBe('unreachable');
      clock.advance(29_000);
      expect(await end()).toBe('circuit_open');
      clock.advance(1_000);
      play(fine);
      expect(await ends(2)).toEqual([200, 'circuit_open']);
      expect(await end()).toBe(200);
    });

    it('a probe that its caller stops says nothing: the next call is the probe', async () => {
      await failing(20);
      clock.advance(30_000);
      play(hang());
      const controller = new AbortController();
      const stopped = ask({ signal: controller.signal }).catch((error: unknown) => error);
      expect(await end()).toBe('circuit_open');
      controller.abort(new Error('no longer wanted'));
      await stopped;
      play(fine);
      expect(await end()).toBe(200);
      expect(changes).toEqual(['source open', 'source closed']);
    });

    it.each<[string, number, number, boolean]>([
      ['half of 20', 10, 10, true],
      ['less than half of 20', 9, 11, false],
      ['all of 19', 19, 0, false],
    ])('%s failed (%i bad, %i good): opens %s', async (_name, bad, good, opens) => {
      play(fine);
      await ends(good);
      await failing(bad);
      expect(changes).toEqual(opens ? ['source open'] : []);
    });

    it('failures of more than 30 s ago do not count', async () => {
      await failing(19);
      clock.advance(31_000);
      await failing(19);
      expect(changes).toEqual([]);
    });

    it('a call that the caller gives up is no failure, unless its time was over', async () => {
      play(hang());
      const controllers = [...Array(20).keys()].map(() => new AbortController());
      const stopped = controllers.map(({ signal }) => end({ signal }));
      await arrived(20);
      for (const controller of controllers) controller.abort(new Error('no longer wanted'));
      await Promise.all(stopped);
      expect(changes).toEqual([]);
      await Promise.all([...Array(20).keys()].map(() => end({ signal: AbortSignal.timeout(100) })));
      expect(changes).toEqual(['source open']);
    });

    it.each([
      ['refusals of the guard', 'http://169.254.169.254/', undefined],
      ['not found', undefined, empty(404)],
      ['too many requests', undefined, tooManyRequests()],
    ])('%s do not open it', async (_name, url, answer) => {
      if (answer !== undefined) play(answer);
      if (url !== undefined) profile = configured(url);
      await ends(25, url === undefined ? {} : { url });
      expect(changes).toEqual([]);
    });

    it('a late failure from before does not open it again', async () => {
      play(hang());
      const late = ends(5, { timeoutMs: 2_000 });
      await arrived(5);
      await failing(20, empty(500));
      clock.advance(30_000);
      expect(await end()).toBe(200);
      expect(new Set(await late)).toEqual(new Set(['timeout']));
      await failing(14);
      expect(changes).toEqual(['source open', 'source closed']);
    });

    it('is one per origin: another upstream is asked as ever', async () => {
      const other = await startFixtureServer({ 'GET /*': fine });
      await failing(20);
      const answer = await egress.request(configured(other.url), {
        ...{ method: 'GET', url: other.url, timeoutMs: 1_000, maxBytes: 100 },
      });
      expect([answer.status, await end()]).toEqual([200, 'circuit_open']);
      await other.close();
    });

    it('counts a streamed answer when its body ends, and a stream that nobody reads at its deadline', async () => {
      play(halfOpen());
      const streams = [...Array(20).keys()].map(() =>
        egress.stream(profile, { method: 'GET', url: server.url, timeoutMs: 200, maxBytes: 100 }),
      );
      await Promise.all(streams);
      expect(changes).toEqual([]);
      const giveUpAtMs = performance.now() + 5_000;
      while (changes.length === 0 && performance.now() < giveUpAtMs) {
        await new Promise((resolve) => setImmediate(resolve));
      }
      expect(changes).toEqual(['source open']);
    });
  });

  describe('F08 Retry-After', () => {
    it.each<[string, Answer]>([
      ['429', tooManyRequests('60')],
      ['503', empty(503, { 'retry-after': '60' })],
    ])('after %s nobody asks before the time is over', async (_status, answer) => {
      play(answer);
      await end();
      play(fine);
      clock.advance(20_000);
      await expect(ask()).rejects.toMatchObject({ code: 'rate_limited', retryAfterSeconds: 40 });
      expect(server.requests).toHaveLength(1);
      clock.advance(40_000);
      expect(await end()).toBe(200);
    });

    it('takes a date, by the clock', async () => {
      play(tooManyRequests(new Date(clock.now().getTime() + 10_000).toUTCString()));
      await end();
      await expect(ask()).rejects.toMatchObject({ retryAfterSeconds: 10 });
    });

    it('asks again after five minutes, whatever the upstream says, and tells what it said', async () => {
      play(tooManyRequests('86400'));
      await end();
      play(fine);
      clock.advance(299_000);
      await expect(ask()).rejects.toMatchObject({ retryAfterSeconds: 86_101 });
      clock.advance(1_000);
      expect(await end()).toBe(200);
    });

    it('holds up the account that is over its quota, not its neighbours', async () => {
      play(tooManyRequests('60'));
      await end({ account: 'team-a' });
      play(fine);
      expect([await end({ account: 'team-a' }), await end({ account: 'team-b' })]).toEqual(['rate_limited', 200]);
    });
  });

  describe('retry budget', () => {
    it.each<[string, Answer]>([
      ['a lost connection', reset()],
      ['502', empty(502)],
      ['503', empty(503)],
      ['504', empty(504)],
    ])('repeats a GET after %s', async (_name, answer) => {
      server.on('GET /*', [answer, fine]);
      expect(await end({ maxRetries: 1 })).toBe(200);
      expect(server.requests).toHaveLength(2);
    });

    it.each<[string, Answer, Partial<EgressRequest>]>([
      ['a POST', reset(), { method: 'POST', maxRetries: 3 }],
      ['a call that did not ask for it', reset(), {}],
      ['500', empty(500), { maxRetries: 3 }],
      ['429', tooManyRequests(), { maxRetries: 3 }],
      ['503 that says when', empty(503, { 'retry-after': '5' }), { maxRetries: 3 }],
      ['a time-out', hang(), { maxRetries: 3, timeoutMs: 100 }],
      ['garbage', garbage(), { maxRetries: 3 }],
    ])('does not repeat %s', async (_name, answer, more) => {
      play(answer);
      server.on('POST /*', answer);
      await end(more);
      expect(server.requests).toHaveLength(1);
    });

    it('adds at most a tenth to the load of an upstream that fails', async () => {
      let n = 0;
      play((response, request) => {
        n += 1;
        (n % 5 < 2 ? reset() : fine)(response, request);
      });
      for (let call = 0; call < 100; call += 1) await end({ maxRetries: 3 });
      expect(changes).toEqual([]);
      expect(server.requests.length).toBeGreaterThan(105);
      expect(server.requests.length).toBeLessThanOrEqual(111);
    });
  });

  describe('bulkhead', () => {
    it('opens 32 connections to an upstream, lets 64 wait for two seconds and refuses the rest at once', async () => {
      play(hang());
      const startedMs = performance.now();
      const all = [...Array(100).keys()].map(async () => ({
        code: await end({ timeoutMs: 5_000 }), // far from the two seconds, also on a busy machine
        afterMs: performance.now() - startedMs,
      }));
      const atOnce = await Promise.race(all.slice(96));
      expect([atOnce.code, atOnce.afterMs < 1_000]).toEqual(['busy', true]);
      const refused = (await Promise.all(all.slice(32))).map(({ code }) => code);
      // Not at the end: undici opens a connection anew, without a request, when it had to cut one off.
      expect(server.connectionCount()).toBe(32);
      expect(new Set(refused)).toEqual(new Set(['busy']));
      const taken = (await Promise.all(all.slice(0, 32))).map(({ code }) => code);
      expect(new Set(taken)).toEqual(new Set(['timeout']));
      expect(server.requests).toHaveLength(32);
    });

    it('hands a place to the one who waits longest', async () => {
      play((response, request) => {
        setTimeout(() => {
          fine(response, request);
        }, 20);
      });
      expect(new Set(await ends(96))).toEqual(new Set([200]));
      expect(server.connectionCount()).toBeLessThanOrEqual(32);
    });

    it('a request that is given up while it waits leaves the queue', async () => {
      play(hang());
      const hanging = ends(32, { timeoutMs: 1_500 });
      await arrived(32);
      play(fine);
      const controllers = [...Array(64).keys()].map(() => new AbortController());
      const waiting = controllers.map(({ signal }) => end({ signal }));
      for (const controller of controllers) controller.abort(new Error('no longer wanted'));
      await Promise.all(waiting);
      // The queue has room again, and whoever stands in it has the first place that comes free.
      expect(await end({ timeoutMs: 5_000 })).toBe(200);
      expect(server.requests).toHaveLength(33);
      await hanging;
    });
  });
});
