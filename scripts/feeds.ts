import { listFeeds } from '@sentrybox/contracts';
import type { FeedView } from '@sentrybox/contracts';
import { CommandFailure } from './launcher/exit-codes';
import type { ExitReason } from './launcher/exit-codes';
import { printToTerminal as print } from './launcher/progress';
import { runCommand } from './launcher/run-command';
import { runningInstallation } from './launcher/running-installation';
import { stateFolder } from './launcher/state-folder';

/**
 * Arguments: list | enable <id …|all-allowed> | disable <id …>. Changes need an access token of a platform admin in
 * SENTRYBOX_TOKEN. `all-allowed` leaves out what is not free for every use, has no stated terms, or needs a key.
 */
async function main([command, ...ids]: readonly string[]): Promise<ExitReason> {
  const { ports } = await runningInstallation(stateFolder());
  const catalogue = new Catalogue(`http://127.0.0.1:${ports.data.http}`, process.env.SENTRYBOX_TOKEN);
  switch (command) {
    case 'list':
      for (const feed of await catalogue.list()) print(lineOf(feed));
      return 'ok';
    case 'enable':
      await catalogue.switch(ids, true);
      return 'ok';
    case 'disable':
      await catalogue.switch(ids, false);
      return 'ok';
    default:
      throw new CommandFailure('usage', 'Usage: feeds list | feeds enable <id …|all-allowed> | feeds disable <id …>');
  }
}

class Catalogue {
  constructor(
    private readonly origin: string,
    private readonly token: string | undefined,
  ) {}

  async list(): Promise<FeedView[]> {
    return listFeeds.responses[200].parse(await this.ask('GET', listFeeds.path)).results;
  }

  async switch(ids: readonly string[], enabled: boolean): Promise<void> {
    if (ids.length === 0) throw new CommandFailure('usage', 'Name the feeds; `feeds list` shows them.');
    const chosen = enabled && ids.includes('all-allowed') ? await this.allowed() : ids;
    for (const id of chosen) {
      await this.ask('PATCH', `${listFeeds.path}/${encodeURIComponent(id)}`, { enabled });
      print(`${enabled ? 'enabled' : 'disabled'}  ${id}`);
    }
  }

  private async allowed(): Promise<string[]> {
    const all = await this.list();
    const left = all.filter((feed) => !feed.in_all).length;
    print(`${left} feeds are left out: read their terms and enable them by name.`);
    return all.filter((feed) => feed.in_all).map(({ id }) => id);
  }

  private async ask(method: string, path: string, body?: unknown): Promise<unknown> {
    const headers: Record<string, string> = body === undefined ? {} : { 'content-type': 'application/json' };
    if (this.token !== undefined) headers.authorization = `Bearer ${this.token}`;
    const answer = await fetch(`${this.origin}${path}`, {
      method,
      headers,
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
    if (answer.status === 401)
      throw new CommandFailure('usage', 'SENTRYBOX_TOKEN must be an access token of a platform admin.');
    if (!answer.ok)
      throw new CommandFailure(
        'usage',
        `${path} answered ${answer.status} ${answer.headers.get('x-error-code') ?? ''}.`,
      );
    return await answer.json();
  }
}

function lineOf({ id, enabled, terms, licence, needs_key: needsKey, name }: FeedView): string {
  const state = enabled ? 'on ' : 'off';
  return `${state}  ${id.padEnd(28)} ${terms.padEnd(10)} ${needsKey ? 'key ' : '    '} ${name} (${licence})`;
}

runCommand(main);
