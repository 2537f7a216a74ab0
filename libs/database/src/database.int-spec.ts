import { DomainError } from '@sentrybox/errors';
import { testDatabase } from '@sentrybox/testing';
import type { TestDatabase } from '@sentrybox/testing';
import { Column, Entity, PrimaryColumn } from 'typeorm';
import type { Database, Migration } from './index';
import { grantTable, isUniqueViolation, openDatabase, prepared, tenantTable, uuidv7 } from './index';

@Entity({ schema: 'guardian', name: 'note' })
class Note {
  @PrimaryColumn({ type: 'uuid' })
  id!: string;

  @Column({ name: 'team_id', type: 'uuid' })
  teamId!: string;

  @Column({ type: 'text' })
  text!: string;
}

const createNotes: Migration = {
  name: '202601010000-create-notes',
  up: async (sql) => {
    await sql(`
      CREATE TABLE guardian.note (
        id uuid PRIMARY KEY, team_id uuid NOT NULL, text text NOT NULL, UNIQUE (team_id, text));
      CREATE TABLE guardian.feed (id uuid PRIMARY KEY, name text NOT NULL UNIQUE);
      CREATE TABLE guardian.work (id uuid PRIMARY KEY, team_id uuid NOT NULL, kind text NOT NULL);
      ${tenantTable('guardian', 'note')}
      ${tenantTable('guardian', 'work')}
      CREATE POLICY every_team ON guardian.work FOR ALL TO guardian_work USING (true) WITH CHECK (true);
      ${grantTable('guardian', 'note', { api: 'select, insert, update, delete' })}
      ${grantTable('guardian', 'feed', { api: 'select, insert' })}
      ${grantTable('guardian', 'work', { api: 'select, insert', work: 'select, update (kind)' })}`);
  },
};

const refused = { code: '42501' };
const teamA = uuidv7();
const teamB = uuidv7();
let server: TestDatabase;
let database: Database;

beforeAll(async () => {
  server = await testDatabase([{ app: 'guardian', migrations: [createNotes] }]);
  database = server.databaseOf('guardian', [Note]);
});

afterAll(async () => {
  await server.drop();
});

beforeEach(async () => {
  await server.query('TRUNCATE guardian.note, guardian.feed, guardian.work');
});

async function addNote(teamId: string, text: string): Promise<string> {
  const id = uuidv7();
  await database.query('INSERT INTO guardian.note (id, team_id, text) VALUES ($1, $2, $3)', [id, teamId, text]);
  return id;
}

async function texts(): Promise<string[]> {
  return (await database.query<{ text: string }>('SELECT text FROM guardian.note ORDER BY text')).map(
    (row) => row.text,
  );
}

describe('row-level security (A10)', () => {
  test('A10 a read without any filter returns the own rows alone, by SQL and by TypeORM', async () => {
    await database.inTeam(teamA, () => addNote(teamA, 'of a'));
    await database.inTeam(teamB, () => addNote(teamB, 'of b'));

    const seen = await database.inTeam(teamA, async () => [
      await texts(),
      (await database.manager.find(Note)).map((note) => note.text),
    ]);

    expect(seen).toEqual([['of a'], ['of a']]);
  });

  test('A10 without a team no row is visible, also right after a transaction that had one', async () => {
    await database.inTeam(teamA, () => addNote(teamA, 'of a'));

    await expect(texts()).resolves.toEqual([]);
    await expect(database.shared(texts)).resolves.toEqual([]);
  });

  test('A10 rows cannot be written for another team', async () => {
    await database.inTeam(teamA, () => addNote(teamA, 'of a'));

    const insert = database.inTeam(teamB, () => addNote(teamA, 'planted'));
    const move = database.inTeam(teamA, () => database.execute('UPDATE guardian.note SET team_id = $1', [teamB]));
    const update = await database.inTeam(teamB, () => database.execute(`UPDATE guardian.note SET text = 'x'`));
    const remove = await database.inTeam(teamB, () => database.execute('DELETE FROM guardian.note'));

    await expect(insert).rejects.toMatchObject(refused);
    await expect(move).rejects.toMatchObject(refused);
    expect([update, remove]).toEqual([0, 0]);
    await expect(database.inTeam(teamA, texts)).resolves.toEqual(['of a']);
  });

  test('A10 the work role sees work of every team, and no content', async () => {
    await database.inTeam(teamA, () =>
      database.query('INSERT INTO guardian.work (id, team_id, kind) VALUES ($1, $2, $3)', [uuidv7(), teamA, 'scan']),
    );

    const rows = await database.work(() => database.query<{ kind: string }>('SELECT kind FROM guardian.work'));

    expect(rows).toEqual([{ kind: 'scan' }]);
    await expect(database.work(texts)).rejects.toMatchObject(refused);
  });
});

describe('transactions', () => {
  test('what rejects leaves nothing behind, and its error arrives', async () => {
    const failure = new Error('after the write');

    const attempt = database.inTeam(teamA, async () => {
      await addNote(teamA, 'lost');
      throw failure;
    });

    await expect(attempt).rejects.toBe(failure);
    await expect(database.inTeam(teamA, texts)).resolves.toEqual([]);
  });

  test('a nested call of the same team joins, so both are undone together', async () => {
    const attempt = database.inTeam(teamA, async () => {
      await database.inTeam(teamA.toUpperCase(), () => addNote(teamA, 'inner'));
      await database.shared(() => addNote(teamA, 'inner too'));
      throw new Error('outer');
    });

    await expect(attempt).rejects.toThrow('outer');
    await expect(database.inTeam(teamA, texts)).resolves.toEqual([]);
  });

  test('another team, or another role, cannot be entered from inside', async () => {
    const isBug = { code: 'internal_error' };
    const inside = <T>(work: () => Promise<T>) => database.inTeam(teamA, work);

    await expect(inside(() => database.inTeam(teamB, texts))).rejects.toMatchObject(isBug);
    await expect(inside(() => database.work(texts))).rejects.toMatchObject(isBug);
    await expect(database.shared(() => database.inTeam(teamA, texts))).rejects.toMatchObject(isBug);
    await expect(database.work(() => database.shared(texts))).rejects.toMatchObject(isBug);
    await expect(database.inTeam(`x' OR true`, texts)).rejects.toMatchObject(isBug);
    expect(() => database.manager).toThrow(expect.objectContaining(isBug) as Error);
  });

  test('many transactions at once keep to their own teams', async () => {
    const teams = Array.from({ length: 40 }, () => uuidv7());

    const seen = await Promise.all(
      teams.map((team) =>
        database.inTeam(team, async () => {
          await addNote(team, team);
          return await texts();
        }),
      ),
    );

    expect(seen).toEqual(teams.map((team) => [team]));
  });

  test('an ignored failure cannot pass as a commit', async () => {
    const attempt = database.inTeam(teamA, async () => {
      await addNote(teamA, 'lost');
      await database.query('SELECT 1/0').catch(() => undefined);
    });

    await expect(attempt).rejects.toMatchObject({ code: 'internal_error' });
    await expect(database.inTeam(teamA, texts)).resolves.toEqual([]);
  });

  test('a save point lets the transaction go on after a unique violation', async () => {
    await database.inTeam(teamA, async () => {
      await addNote(teamA, 'first');
      const duplicate = database.savepoint(() => addNote(teamA, 'first'));
      const outcome = await duplicate.catch((error: unknown) => isUniqueViolation(error, 'note_team_id_text_key'));
      expect(outcome).toBe(true);
      await addNote(teamA, 'second');
    });

    await expect(database.inTeam(teamA, texts)).resolves.toEqual(['first', 'second']);
  });

  test('a snapshot sees what stood at its first statement, whatever others commit meanwhile', async () => {
    const seen = await database.inTeam(
      teamA,
      async () => {
        const before = await texts();
        await server.query('INSERT INTO guardian.note (id, team_id, text) VALUES ($1, $2, $3)', [
          uuidv7(),
          teamA,
          'new',
        ]);
        return [before, await texts()];
      },
      { isSnapshot: true },
    );

    expect(seen).toEqual([[], []]);
    await expect(database.inTeam(teamA, texts)).resolves.toEqual(['new']);
  });

  test('TypeORM shares the transaction: its own transactions become save points, its errors keep their code', async () => {
    const note = (text: string): Note => Object.assign(new Note(), { id: uuidv7(), teamId: teamA, text });

    await database.inTeam(teamA, async () => {
      await database.manager.save(note('kept'));
      const duplicate = database.manager.transaction(async (manager) => {
        await manager.save(note('undone'));
        await manager.insert(Note, note('kept'));
      });
      expect(await duplicate.catch((error: unknown) => isUniqueViolation(error))).toBe(true);
    });
    const attempt = database.inTeam(teamA, async () => {
      await database.manager.save(note('never'));
      throw new Error('rolled back');
    });

    await expect(attempt).rejects.toThrow('rolled back');
    await expect(database.inTeam(teamA, texts)).resolves.toEqual(['kept']);
  });

  test('afterCommit runs once after the outermost commit, and never after a rollback', async () => {
    const ran: string[] = [];
    const note = (name: string) => {
      database.afterCommit(async () => {
        ran.push(`${name} ${String((await database.inTeam(teamA, texts)).length)}`);
      });
    };

    await database.inTeam(teamA, async () => {
      await database.inTeam(teamA, async () => {
        await addNote(teamA, 'x');
        note('nested');
      });
      expect(ran).toEqual([]);
    });
    await database
      .inTeam(teamA, () => {
        note('undone');
        return Promise.reject(new Error('no'));
      })
      .catch(() => undefined);

    expect(ran).toEqual(['nested 1']);
  });

  test('what was not awaited inside cannot write after the end', async () => {
    let open: (() => void) | undefined;
    const gate = new Promise<void>((resolve) => {
      open = resolve;
    });
    let forgotten: Promise<unknown> | undefined;

    await database.inTeam(teamA, () => {
      forgotten = gate.then(() => addNote(teamA, 'late'));
      return Promise.resolve();
    });
    open?.();

    await expect(forgotten).rejects.toMatchObject({ code: 'internal_error' });
    await expect(database.inTeam(teamA, texts)).resolves.toEqual([]);
  });

  test('a prepared statement is parsed once per connection and sees the team of its transaction', async () => {
    const statement = prepared('SELECT text FROM guardian.note WHERE text <> $1');
    await database.inTeam(teamA, () => addNote(teamA, 'a'));
    await database.inTeam(teamB, () => addNote(teamB, 'b'));

    const seen = [];
    for (const team of [teamA, teamB, teamA]) {
      seen.push(await database.inTeam(team, () => database.query(statement, ['-'])));
    }

    expect(seen).toEqual([[{ text: 'a' }], [{ text: 'b' }], [{ text: 'a' }]]);
  });
});

describe('transactions of one read', () => {
  const once = { isOneRead: true };
  const isBug = { code: 'internal_error' };

  test('A10 it sees its team alone, and the next on the connection sees none of it', async () => {
    await database.inTeam(teamA, () => addNote(teamA, 'of a'));
    await database.inTeam(teamB, () => addNote(teamB, 'of b'));

    const seen = [];
    for (const team of [teamA, teamB, teamA]) seen.push(await database.inTeam(team, texts, once));

    expect(seen).toEqual([['of a'], ['of b'], ['of a']]);
    await expect(database.shared(texts, once)).resolves.toEqual([]);
    await expect(texts()).resolves.toEqual([]);
  });

  test('A10 many at once, among transactions that write, keep to their own teams', async () => {
    const teams = Array.from({ length: 40 }, () => uuidv7());

    const seen = await Promise.all(
      teams.map(async (team) => {
        await database.inTeam(team, () => addNote(team, team));
        return await database.inTeam(team, texts, once);
      }),
    );

    expect(seen).toEqual(teams.map((team) => [team]));
  });

  test('a prepared statement answers with its own columns, none of its settings', async () => {
    const statement = prepared('SELECT id, text FROM guardian.note WHERE text = ANY ($1::text[])');
    const id = await database.inTeam(teamA, () => addNote(teamA, 'a'));

    for (let run = 0; run < 3; run += 1) {
      const rows = await database.inTeam(teamA, () => database.query(statement, [['a']]), once);
      expect(rows).toEqual([{ id, text: 'a' }]);
    }
  });

  test('what writes is refused, and a second question is a bug', async () => {
    await expect(database.inTeam(teamA, () => addNote(teamA, 'lost'), once)).rejects.toMatchObject({ code: '25006' });
    await expect(
      database.inTeam(
        teamA,
        async () => {
          await texts();
          await texts();
        },
        once,
      ),
    ).rejects.toMatchObject(isBug);
    await expect(database.inTeam(teamA, texts)).resolves.toEqual([]);
  });

  test('its time is limited by the server; what fails leaves the connection as it was', async () => {
    const slow = database.inTeam(teamA, () => database.query('SELECT pg_sleep(5)'), {
      ...once,
      statementTimeoutMs: 50,
    });

    await expect(slow).rejects.toMatchObject({ kind: 'unavailable' });
    await expect(database.inTeam(teamA, () => database.query('SELECT 1/0'), once)).rejects.toMatchObject({
      code: '22012',
    });
    await expect(database.query('SHOW statement_timeout')).resolves.toEqual([{ statement_timeout: '5s' }]);
    await expect(database.query('SHOW transaction_read_only')).resolves.toEqual([{ transaction_read_only: 'off' }]);
  });

  test('a failure that is ignored does not pass as an answer', async () => {
    const attempt = database.inTeam(teamA, () => database.query('SELECT 1/0').catch(() => []), once);

    await expect(attempt).rejects.toMatchObject({ code: '22012' });
  });

  test('inside another transaction of the team it sees what that has written', async () => {
    const seen = await database.inTeam(teamA, async () => {
      await addNote(teamA, 'new');
      return await database.inTeam(teamA, texts, once);
    });

    expect(seen).toEqual(['new']);
  });

  test('a lost connection is 503, and the next read gets a new one', async () => {
    const ended = database.inTeam(teamA, () => database.query('SELECT pg_terminate_backend(pg_backend_pid())'), once);

    await expect(ended).rejects.toMatchObject({ kind: 'unavailable' });
    await expect(database.inTeam(teamA, texts, once)).resolves.toEqual([]);
  });
});

describe('COPY', () => {
  const stage = 'CREATE TEMP TABLE staged (LIKE guardian.note) ON COMMIT DROP';
  const into = 'COPY staged FROM STDIN';

  function* lines(count: number): Generator<string> {
    for (let index = 0; index < count; index += 1) yield `${uuidv7()}\t${teamA}\tcopied ${index}\n`;
  }

  async function* streamed(count: number, end?: Error): AsyncGenerator<string> {
    await Promise.resolve();
    yield* lines(count);
    if (end !== undefined) throw end;
  }

  test('rows arrive in the current transaction, other statements around them', async () => {
    const counts = await database.inTeam(teamA, async () => {
      await database.query(stage);
      const copied = await database.copy(into, streamed(5_000));
      const inserted = await database.execute('INSERT INTO guardian.note SELECT * FROM staged');
      await addNote(teamA, 'behind');
      return [copied, inserted];
    });

    expect(counts).toEqual([5_000, 5_000]);
    await expect(database.inTeam(teamA, texts)).resolves.toHaveLength(5_001);
  });

  test('a source that fails undoes the transaction with its own error, and the connections stay good', async () => {
    const attempts = Array.from({ length: 8 }, () =>
      database.inTeam(teamA, async () => {
        await addNote(teamA, uuidv7());
        await database.query(stage);
        await database.copy(into, streamed(3, new Error('source broke')));
      }),
    );

    for (const outcome of await Promise.allSettled(attempts)) {
      expect(outcome).toMatchObject({ status: 'rejected', reason: { message: 'source broke' } });
    }
    await expect(database.inTeam(teamA, texts)).resolves.toEqual([]);
  });

  test('rows that the table refuses are the server’s error', async () => {
    const attempt = database.inTeam(teamA, async () => {
      await database.query(stage);
      await database.copy(
        into,
        (async function* () {
          await Promise.resolve();
          yield 'no uuid\n';
        })(),
      );
    });

    await expect(attempt).rejects.toMatchObject({ code: expect.stringMatching(/^22/) as string });
    await expect(database.inTeam(teamA, texts)).resolves.toEqual([]);
  });
});

describe('when PostgreSQL is away', () => {
  const isUnavailable = { code: 'unavailable', kind: 'unavailable' };

  test('a lost connection is 503, and the next transaction gets a new one', async () => {
    const attempt = database.inTeam(teamA, async () => {
      const [row] = await database.query<{ pid: number }>('SELECT pg_backend_pid() AS pid');
      await server.query('SELECT pg_terminate_backend($1)', [row?.pid]);
      await addNote(teamA, 'lost');
    });

    await expect(attempt).rejects.toMatchObject(isUnavailable);
    await expect(database.inTeam(teamA, texts)).resolves.toEqual([]);
  });

  test('statements and locks that take too long are 503', async () => {
    const slow = database.inTeam(teamA, () => database.query('SELECT pg_sleep(5)'), { statementTimeoutMs: 50 });
    await expect(slow).rejects.toMatchObject(isUnavailable);
    await expect(database.inTeam(teamA, () => database.query('SHOW statement_timeout'))).resolves.toEqual([
      { statement_timeout: '5s' },
    ]);
  });

  test('nobody listens, or nothing is configured: 503, every time', async () => {
    const options = { applicationName: 'test', schema: 'guardian', entities: [Note], onError: () => undefined };
    const away = openDatabase({ ...options, url: 'postgres://u:p@127.0.0.1:1/x', workUrl: undefined });
    const unset = openDatabase({ ...options, url: undefined, workUrl: undefined });

    for (const broken of [away, unset]) {
      await expect(broken.inTeam(teamA, texts)).rejects.toMatchObject(isUnavailable);
      await expect(broken.query('SELECT 1')).rejects.toMatchObject(isUnavailable);
      await expect(broken.work(texts)).rejects.toMatchObject(isUnavailable);
      await expect(broken.ping()).rejects.toMatchObject(isUnavailable);
      await broken.close();
    }
    expect(() => unset.manager).toThrow(DomainError);
  });

  test('text that cannot be stored is the caller’s fault', async () => {
    const hostile = database.inTeam(teamA, () => addNote(teamA, 'a\u0000b'));

    await expect(hostile).rejects.toMatchObject({ kind: 'invalid' });
  });
});
