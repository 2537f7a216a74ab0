import { uuidv7 } from '@sentrybox/database';
import { tenancyFaults, testDatabase } from '@sentrybox/testing';
import type { TestDatabase } from '@sentrybox/testing';
import { migrations } from './migrations';

describe('A10 the wall between teams in schema analysis', () => {
  let server: TestDatabase;
  const [red, blue] = [uuidv7(), uuidv7()];

  beforeAll(async () => {
    server = await testDatabase([{ app: 'analysis-gateway', migrations }]);
    for (const team of [red, blue]) {
      const id = uuidv7();
      await server.query(
        `INSERT INTO analysis.analysis (team_id, id, ioc, type, canonical, indicator_type, tlp, pap, queried_at,
           requested_by, verdict, score, assessment)
         VALUES ($1, $2, '', 'ip', '', 'ipv4', 'clear', 'clear', now(), $1, 'unknown', 0, '{}')`,
        [team, id],
      );
      await server.query(
        `INSERT INTO analysis.plugin_result (team_id, analysis_id, plugin, is_slow, reliability, submitted_at,
           finished_at, result) VALUES ($1, $2, 'p', false, 'A', now(), now(), '{}')`,
        [team, id],
      );
    }
  });

  afterAll(() => server.drop());

  it('has no fault that the catalogue would show', async () => {
    const faults = await tenancyFaults((text, values) => server.query(text, values), {
      globallyUnique: ['plugin_result_work_id_key'],
    });
    expect(faults).toEqual([]);
  });

  it.each(['analysis', 'plugin_result'])('shows and changes rows of %s of the own team only', async (table) => {
    const door = server.databaseOf('analysis-gateway');
    const teamsSeen = (): Promise<{ team_id: string }[]> => door.query(`SELECT team_id FROM analysis.${table}`);

    await expect(door.inTeam(red, teamsSeen)).resolves.toEqual([{ team_id: red }]);
    await expect(door.shared(teamsSeen)).resolves.toEqual([]);
    await expect(door.work(teamsSeen)).rejects.toMatchObject({ code: '42501' });
    await expect(
      door.inTeam(red, () => door.execute(`UPDATE analysis.${table} SET team_id = $1`, [blue])),
    ).rejects.toMatchObject({ code: '42501' });
    await expect(
      door.inTeam(red, () => door.execute(`DELETE FROM analysis.${table} WHERE team_id = $1`, [blue])),
    ).resolves.toBe(0);
  });

  it('lets no result hang on another team’s analysis', async () => {
    const [analysis] = await server.query<{ id: string }>('SELECT id FROM analysis.analysis WHERE team_id = $1', [
      blue,
    ]);
    const door = server.databaseOf('analysis-gateway');

    await expect(
      door.inTeam(red, () =>
        door.execute(
          `INSERT INTO analysis.plugin_result (team_id, analysis_id, plugin, is_slow, reliability, submitted_at,
             finished_at, result) VALUES ($1, $2, 'q', false, 'A', now(), now(), '{}')`,
          [red, analysis?.id],
        ),
      ),
    ).rejects.toMatchObject({ code: '23503' });
  });
});
