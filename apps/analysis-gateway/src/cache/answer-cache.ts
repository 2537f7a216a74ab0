import type { PluginResult } from '@sentrybox/contracts';
import type { SharedRedis, SharedSecret } from '../sharing';
import type { KeptAnswer, Question } from './kept-answer';
import { keptAnswerSchema } from './kept-answer';

/** Texts that were opened before; equal ones under the same key need not be checked again. Most are below 2 KiB. */
const maxOpened = 5_000;

interface Opened {
  readonly text: string;
  readonly kept: KeptAnswer;
}

/**
 * Answers of sources in Redis. Each carries a MAC over its key and content: what somebody else wrote there, or moved there
 * from another key, is a miss. Without Redis everything is a miss.
 */
export class AnswerCache {
  private readonly openedBefore = new Map<string, Opened>();

  constructor(
    private readonly shared: SharedRedis,
    private readonly secret: SharedSecret,
    private readonly nowMs: () => number,
  ) {}

  /** The name of a question, which tells nothing of it. */
  keyOf({ plugin, version, type, value, scope }: Question): string {
    return this.secret.mac('key', plugin, version, type, value, scope);
  }

  /** In the order of the keys; undefined where nothing is kept. */
  async read(keys: readonly string[]): Promise<(KeptAnswer | undefined)[]> {
    if (keys.length === 0) return [];
    const texts = await this.shared.ask((redis) => redis.mget(keys.map((key) => this.nameOf(key))));
    return keys.map((key, index) => this.opened(key, texts?.[index] ?? undefined));
  }

  /** Keeps an answer for `freshSeconds`, and as long again to be given while a new one is fetched. */
  async write(key: string, result: KeptAnswer['result'], freshSeconds: number): Promise<void> {
    if (freshSeconds <= 0) return;
    const givenAtMs = this.nowMs();
    const kept: KeptAnswer = { result, givenAtMs, freshUntilMs: givenAtMs + freshSeconds * 1_000 };
    const content = JSON.stringify(kept);
    const text = `${this.secret.mac('answer', key, content)}.${content}`;
    await this.shared.ask((redis) => redis.set(this.nameOf(key), text, 'PX', freshSeconds * 2_000));
  }

  private opened(key: string, text: string | undefined): KeptAnswer | undefined {
    if (text === undefined) return undefined;
    const before = this.openedBefore.get(key);
    if (before?.text === text) return before.kept;
    const seal = text.slice(0, text.indexOf('.'));
    const content = text.slice(seal.length + 1);
    if (this.secret.mac('answer', key, content) !== seal) return undefined;
    const parsed = keptAnswerSchema.safeParse(JSON.parse(content));
    if (!parsed.success) return undefined;
    this.remember(key, { text, kept: parsed.data });
    return parsed.data;
  }

  private remember(key: string, opened: Opened): void {
    this.openedBefore.delete(key);
    this.openedBefore.set(key, opened);
    const [oldest] = this.openedBefore.keys();
    if (this.openedBefore.size > maxOpened && oldest !== undefined) this.openedBefore.delete(oldest);
  }

  private nameOf(key: string): string {
    return `${this.shared.prefix}:answer:${key}`;
  }
}

/** Whether a result is something to keep: an error, a skip or nothing yet is not. */
export function isKeepable(result: PluginResult): result is KeptAnswer['result'] {
  return result.status === 'ok' || result.status === 'not_found';
}
