import type { Redis } from 'ioredis';

const waitSeconds = 1;

/** Waits for the next entry of a list on a connection of its own, and can be told to stop waiting without losing one. */
export class BlockingPop {
  private connectionId: number | undefined;

  constructor(
    private readonly connection: Redis,
    private readonly commands: Redis,
    private readonly list: string,
  ) {
    connection.on('close', () => {
      this.connectionId = undefined;
    });
  }

  /** The next entry, or undefined when none came within a second or `stop` was called. */
  async pop(): Promise<string | undefined> {
    this.connectionId ??= await this.connection.client('ID');
    return (await this.connection.blpop(this.list, waitSeconds))?.[1];
  }

  /**
   * Makes a pop that is under way return at once. Closing the connection instead could lose an entry: Redis may have
   * taken it off the list for us already.
   */
  async stop(): Promise<void> {
    if (this.connectionId === undefined) {
      if (this.connection.status !== 'ready') this.connection.disconnect();
      return;
    }
    try {
      await this.commands.client('UNBLOCK', this.connectionId);
    } catch {
      // Redis is away or does not allow it: the pop ends within its own time limit.
    }
  }
}
