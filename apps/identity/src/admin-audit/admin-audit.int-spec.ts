import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { INestApplicationContext } from '@nestjs/common';
import { fakeClock } from '@sentrybox/testing';
import { startAdmin } from '../../test/admin-context';
import { IdentityApp } from '../../test/identity-app';
import { aTeam } from '../../test/people';
import { VerifyAuditService } from './verify-audit.service';

/** The longest that can be set between two checkpoints is a day; by default it is five minutes. */
const dayMs = 86_400_000;

describe('verifying the whole audit log on the host', () => {
  const folder = mkdtempSync(join(tmpdir(), 'sentrybox-checkpoints-'));
  const checkpoints = join(folder, 'identity.log');
  const clock = fakeClock(new Date());
  let identity: IdentityApp;
  let admin: INestApplicationContext;
  let teamId: string;

  beforeAll(async () => {
    identity = await IdentityApp.start({ clock });
    admin = await startAdmin(identity.installation);
    teamId = await aTeam(identity);
    await identity.database.query(
      `INSERT INTO audit.event (id, team_id, action, outcome)
       SELECT gen_random_uuid(), $1, 'sample', 'success' FROM generate_series(1, 5)`,
      [teamId],
    );
    clock.advance(dayMs);
    await until(() => linesWithCheckpoints().some((line) => line.includes(teamId)));
    writeFileSync(checkpoints, identity.running.logLines.join(''));
  });
  afterAll(async () => {
    await admin.close();
    await identity.stop();
    rmSync(folder, { recursive: true });
  });

  const linesWithCheckpoints = () => identity.running.logLines.filter((line) => line.includes('audit_checkpoint'));
  const verify = (file?: string) => admin.get(VerifyAuditService).run(file);
  const chainOf = async (file?: string) => (await verify(file)).chains.find((chain) => chain.chain_id === teamId);

  /** The sealer runs every second of the real time. */
  async function until(isSo: () => boolean): Promise<void> {
    const deadline = Date.now() + 20_000;
    while (!isSo()) {
      if (Date.now() > deadline) throw new Error('No checkpoint was made in time.');
      await new Promise((resolve) => setTimeout(resolve, 100));
    }
  }

  it('finds every chain whole, with the checkpoints of the log lines', async () => {
    expect(await verify()).toMatchObject({ is_intact: true });
    expect(await chainOf(checkpoints)).toMatchObject({
      is_intact: true,
      is_complete: true,
      checked_rows: 5,
      last_seq: 5,
    });
  });

  it.each([
    ['is not there', join(folder, 'nowhere'), undefined],
    ['has no checkpoint', join(folder, 'other.log'), '{"event":"http_request"}\n'],
  ])('refuses a file that %s', async (_what, file, content) => {
    if (content !== undefined) writeFileSync(file, content);
    await expect(verify(file)).rejects.toMatchObject({ code: 'invalid_request' });
  });

  it('needs access to the log', async () => {
    const blind = await startAdmin(identity.installation, { DATABASE_AUDIT_URL: '' });
    await expect(blind.get(VerifyAuditService).run(undefined)).rejects.toMatchObject({ code: 'unavailable' });
    await blind.close();
  });

  it('names where the tail is missing although its seals and checkpoints are gone too', async () => {
    await identity.database.query(
      `DO $$ BEGIN SET LOCAL session_replication_role = replica;
       DELETE FROM audit.event e USING audit.seal s WHERE s.event_id = e.id AND s.chain_id = '${teamId}' AND s.seq > 3;
       DELETE FROM audit.seal WHERE chain_id = '${teamId}' AND seq > 3;
       DELETE FROM audit.checkpoint WHERE chain_id = '${teamId}'; END $$`,
    );
    expect(await chainOf()).toMatchObject({ is_intact: true, last_seq: 3 }); // what the database alone cannot tell
    const report = await verify(checkpoints);
    expect(report.is_intact).toBe(false);
    expect(report.chains.find((chain) => chain.chain_id === teamId)).toMatchObject({
      is_intact: false,
      first_bad: { seq: 4 },
    });
  });
});
