import { uuidv7 } from '@sentrybox/database';
import type { Gateway } from '../../test/gateway-installation';
import { GatewayInstallation, until } from '../../test/gateway-installation';
import { anAnswer, held, slowPlugin } from '../../test/scripted-plugins';
import type { SlowPluginContext, SlowStep } from '../plugins';
import { PluginError } from '../plugins';

const ip = { ioc: '1.1.1.1', type: 'ip' };
const done: SlowStep = { state: 'done', outcome: anAnswer };
const lostAnswer = () => new PluginError('timeout', { message: 'No answer.' });

jest.setTimeout(90_000);

/** A source that keeps what was submitted under its reference, and fails as the spec says. */
class Source {
  readonly taken: string[] = [];
  readonly refusals: PluginError[] = [];
  /** Whether it shows what it took. */
  isListing = true;
  /** Settles before the answer to a submission leaves. */
  answering: Promise<unknown> = Promise.resolve();

  plugin(name: string, lookForMs = 60_000) {
    return slowPlugin(name, () => Promise.resolve(done), {
      submit: (_indicator, context) => this.submit(context),
      poll: () => Promise.resolve(done),
      recovery: { lookForMs, lookEveryMs: 10, find: (_indicator, context) => this.find(context) },
    });
  }

  private async submit({ reference }: SlowPluginContext): Promise<SlowStep> {
    const refusal = this.refusals.shift();
    if (refusal?.isWithoutEffect === true) throw refusal;
    this.taken.push(reference);
    await this.answering;
    if (refusal !== undefined) throw refusal;
    return { state: 'pending', ticket: { reference }, pollAfterMs: 0 };
  }

  private find({ reference }: SlowPluginContext): Promise<SlowStep | undefined> {
    const isKnown = this.isListing && this.taken.includes(reference);
    return Promise.resolve(isKnown ? { state: 'pending', ticket: { reference }, pollAfterMs: 0 } : undefined);
  }
}

const listing = new Source();
const silent = new Source();
const refusing = new Source();
const crashed = new Source();

let installation: GatewayInstallation;
let gateway: Gateway;
let key: string;

beforeAll(async () => {
  installation = await GatewayInstallation.start();
  gateway = await installation.gateway({
    plugins: [
      listing.plugin('listing'),
      silent.plugin('silent', 1_000),
      refusing.plugin('refusing'),
      crashed.plugin('crashed'),
    ],
  });
  key = installation.surroundings.key(uuidv7());
});

afterAll(() => installation.stop());

const started = async (plugin: string) => {
  const { id, pending } = await gateway.analyse(key, { ...ip, plugins: [plugin] });
  return { id, workId: pending[plugin]?.job_id ?? '' };
};

const markOf = async (id: string) => {
  const rows = await installation.database.query<{ submitting_since: Date | null; ticket: object | null }>(
    'select submitting_since, ticket from analysis.plugin_result where analysis_id = $1',
    [id],
  );
  return rows[0];
};

describe('a submission that must not happen twice', () => {
  it('is marked in the database before the source is called', async () => {
    const answer = held<undefined>();
    crashed.answering = answer.promise;
    const { id, workId } = await started('crashed');
    await until(() => Promise.resolve(crashed.taken.includes(workId) ? true : undefined));

    expect(await markOf(id)).toMatchObject({ submitting_since: expect.any(Date) as unknown, ticket: null });
    answer.resolve(undefined);
    expect(await gateway.ready(key, id, 'crashed')).toMatchObject({ status: 'ok' });
    expect(crashed.taken).toEqual([workId]);
  });

  it('is looked up, not repeated, when its answer was lost', async () => {
    listing.refusals.push(lostAnswer());
    const { id, workId } = await started('listing');

    expect(await gateway.ready(key, id, 'listing')).toMatchObject({ status: 'ok' });
    expect(listing.taken).toEqual([workId]);
  });

  it('ends as uncertain when the source does not show it, and is not repeated', async () => {
    silent.isListing = false;
    silent.refusals.push(lostAnswer());
    const { id, workId } = await started('silent');

    expect(await gateway.ready(key, id, 'silent')).toMatchObject({ status: 'error', error: { code: 'uncertain' } });
    expect(silent.taken).toEqual([workId]);
  });

  it('is made again after a refusal that certainly had no effect', async () => {
    refusing.refusals.push(new PluginError('unreachable', { message: 'Nobody listens.', isWithoutEffect: true }));
    const { id, workId } = await started('refusing');

    expect(await gateway.ready(key, id, 'refusing')).toMatchObject({ status: 'ok' });
    expect(refusing.taken).toEqual([workId]);
  });

  it('is not made by a second worker while the first, which lost its lease, still makes it', async () => {
    const answer = held<undefined>();
    crashed.answering = answer.promise;
    const { id, workId } = await started('crashed');
    await until(() => Promise.resolve(crashed.taken.includes(workId) ? true : undefined));
    // As if the worker had slept through its lease.
    await installation.database.query(
      `update analysis.work set state = 'waiting', due_at = now(), queued_at = null, lease_until = null,
         lease_owner = null where id = $1`,
      [workId],
    );

    expect(await gateway.ready(key, id, 'crashed')).toMatchObject({ status: 'ok' });
    answer.resolve(undefined);
    expect(crashed.taken.filter((each) => each === workId)).toHaveLength(1);
  });
});
