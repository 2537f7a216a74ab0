import { randomUUID } from 'node:crypto';
import { Redis } from 'ioredis';
import { answerTo } from './peer';
import type { Answer, AskOne, PeerSettings, Question } from './peer';

const list = 'bench:asks';
const batch = 64;

/**
 * Competing consumers by hand, with the Redis commands that the product uses and nothing else: RPUSH, LPOP (BLPOP when
 * there is nothing), PUBLISH. No deadline, no signature, no schema, no memory of what was taken.
 */
export async function openLoop({ redisUrl, role }: PeerSettings): Promise<AskOne> {
  const commands = new Redis(redisUrl);
  if (role === 'server') {
    void serve(commands, new Redis(redisUrl));
    return () => Promise.reject(new Error('The server asks nobody.'));
  }
  const channel = `bench:answers:${randomUUID()}`;
  const waiting = new Map<number, (answer: Answer) => void>();
  const answers = new Redis(redisUrl);
  await answers.subscribe(channel);
  answers.on('message', (_channel, text) => {
    const { id, answer } = JSON.parse(text) as { id: number; answer: Answer }; // of serve() below
    waiting.get(id)?.(answer);
    waiting.delete(id);
  });
  let lastId = 0;
  return async (question) => {
    const id = (lastId += 1);
    const answer = new Promise<Answer>((resolve) => waiting.set(id, resolve));
    await commands.rpush(list, JSON.stringify({ id, channel, question }));
    return await answer;
  };
}

async function serve(commands: Redis, blocking: Redis): Promise<never> {
  for (;;) {
    const taken = (await commands.lpop(list, batch)) ?? (await blocking.blpop(list, 1))?.slice(1) ?? [];
    for (const text of taken) {
      const asked = JSON.parse(text) as { id: number; channel: string; question: Question }; // of openLoop() above
      void commands.publish(asked.channel, JSON.stringify({ id: asked.id, answer: answerTo(asked.question) }));
    }
  }
}
