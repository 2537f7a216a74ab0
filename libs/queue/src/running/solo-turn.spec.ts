import { setTimeout as sleep } from 'node:timers/promises';
import { SoloTurn } from './solo-turn';

const long = 60_000;

/** Work that ends when it is told to. */
function work(log: string[], name: string): { run: () => Promise<void>; end: () => void } {
  let end: () => void = () => undefined;
  const ended = new Promise<void>((resolve) => (end = resolve));
  const run = async () => {
    log.push(`${name} begins`);
    await ended;
    log.push(`${name} ends`);
  };
  return { run, end };
}

describe('SoloTurn', () => {
  it('waits for those inside, and lets nobody in before it is over', async () => {
    const turn = new SoloTurn({ patienceMs: long, holdMs: long });
    const log: string[] = [];
    const [first, solo, late] = [work(log, 'first'), work(log, 'solo'), work(log, 'late')];
    const all = [turn.beside(first.run), turn.alone(solo.run), turn.beside(late.run)];
    await sleep(5);
    expect([log, turn.isTaken]).toEqual([['first begins'], true]);
    first.end();
    await sleep(5);
    expect(log.at(-1)).toBe('solo begins');
    solo.end();
    late.end();
    await Promise.all(all);
    expect(log.slice(-3)).toEqual(['solo ends', 'late begins', 'late ends']);
    expect(turn.isTaken).toBe(false);
  });

  it('runs beside what does not end in time, and does not hold the others up for ever', async () => {
    const turn = new SoloTurn({ patienceMs: 1, holdMs: 20 });
    const log: string[] = [];
    const [slow, solo, late] = [work(log, 'slow'), work(log, 'solo'), work(log, 'late')];
    const all = [turn.beside(slow.run), turn.alone(solo.run), turn.beside(late.run)];
    late.end();
    await all[2];
    expect(log).toEqual(['slow begins', 'solo begins', 'late begins', 'late ends']);
    solo.end();
    slow.end();
    await Promise.all(all);
  });

  it('waits for one whose time to be alone is over, and is not let loose by its end', async () => {
    const turn = new SoloTurn({ patienceMs: long, holdMs: 1 });
    const log: string[] = [];
    const [slow, next] = [work(log, 'slow'), work(log, 'next')];
    const first = turn.alone(slow.run);
    await sleep(10);
    expect(turn.isTaken).toBe(false);
    const second = turn.alone(next.run);
    await sleep(10);
    expect([log, turn.isTaken]).toEqual([['slow begins'], true]);
    slow.end();
    await first;
    await sleep(0);
    expect(log).toEqual(['slow begins', 'slow ends', 'next begins']);
    next.end();
    await second;
  });

  it('keeps the turn of the next when one ends that overran its own', async () => {
    const turn = new SoloTurn({ patienceMs: 1, holdMs: 30 });
    const log: string[] = [];
    const [slow, next] = [work(log, 'slow'), work(log, 'next')];
    const first = turn.alone(slow.run);
    await sleep(60);
    const second = turn.alone(next.run);
    slow.end();
    await first;
    expect(turn.isTaken).toBe(true);
    next.end();
    await second;
    expect(turn.isTaken).toBe(false);
  });

  it('is free again when what ran alone failed', async () => {
    const turn = new SoloTurn({ patienceMs: long, holdMs: long });
    await expect(turn.alone(() => Promise.reject(new Error('broken')))).rejects.toThrow('broken');
    await expect(turn.beside(() => Promise.resolve(1))).resolves.toBe(1);
  });
});
