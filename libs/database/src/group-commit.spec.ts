import { GroupCommit } from './group-commit';

interface Write {
  readonly rows: readonly number[];
  readonly end: (error?: Error) => void;
}

function setUp(overrides: { maxRows?: number; maxWaiting?: number; isRowFault?: boolean } = {}) {
  const writes: Write[] = [];
  const group = new GroupCommit<number, number>({
    write: (rows) =>
      new Promise((resolve, reject) => {
        const end = (error?: Error) => {
          if (error === undefined) resolve(rows.map((row) => row * 10));
          else reject(error);
        };
        writes.push({ rows, end });
      }),
    isRowFault: () => overrides.isRowFault ?? false,
    maxRows: overrides.maxRows ?? 100,
    maxWaiting: overrides.maxWaiting ?? 100,
  });
  return { group, writes };
}

const turn = () => new Promise((resolve) => setImmediate(resolve));

test('rows of one turn go together, rows that come during a write wait for the next', async () => {
  const { group, writes } = setUp();

  const first = [group.add(1), group.add(2)];
  await turn();
  const second = [group.add(3), group.add(4)];
  await turn();
  expect(writes.map(({ rows }) => rows)).toEqual([[1, 2]]);
  writes[0]?.end();
  await Promise.all(first);
  await turn();
  writes[1]?.end();
  await expect(Promise.all(second)).resolves.toEqual([30, 40]);

  expect(writes.map(({ rows }) => rows)).toEqual([
    [1, 2],
    [3, 4],
  ]);
});

test('no write is larger than allowed, and more callers than allowed are refused at once', async () => {
  const { group, writes } = setUp({ maxRows: 2, maxWaiting: 3 });

  const accepted = [1, 2, 3].map((row) => group.add(row));
  await expect(group.add(4)).rejects.toMatchObject({ code: 'unavailable' });
  for (let index = 0; index < 2; index += 1) {
    await turn();
    writes[index]?.end();
  }
  await Promise.all(accepted);

  expect(writes.map(({ rows }) => rows)).toEqual([[1, 2], [3]]);
});

test('a lost connection fails every row of the write and none of the next', async () => {
  const { group, writes } = setUp();
  const lost = new Error('lost');

  const first = Promise.allSettled([group.add(1), group.add(2)]);
  await turn();
  const next = group.add(3);
  writes[0]?.end(lost);
  await first.then((outcomes) => {
    expect(outcomes).toEqual(Array.from({ length: 2 }, () => ({ status: 'rejected', reason: lost })));
  });
  await turn();
  writes[1]?.end();

  await expect(next).resolves.toBe(30);
});

test('a row that the server refuses fails alone', async () => {
  const { group, writes } = setUp({ isRowFault: true });
  const refused = new Error('refused');

  const outcomes = Promise.allSettled([1, 2, 3].map((row) => group.add(row)));
  for (const error of [refused, undefined, refused, undefined]) {
    await turn();
    writes.at(-1)?.end(error);
  }

  expect((await outcomes).map(({ status }) => status)).toEqual(['fulfilled', 'rejected', 'fulfilled']);
  expect(writes.map(({ rows }) => rows)).toEqual([[1, 2, 3], [1], [2], [3]]);
});
