import { Redis } from 'ioredis';
import { testRedis } from './test-redis';

test('each caller has a database of its own, which is emptied when it is given back', async () => {
  const [one, other] = await Promise.all([testRedis(), testRedis()]);
  const client = new Redis(one.url);
  const otherClient = new Redis(other.url);

  await client.set('key', 'value');
  expect(one.url).not.toBe(other.url);
  expect(await otherClient.get('key')).toBeNull();
  await one.flush();
  expect(await client.get('key')).toBeNull();

  await client.set('key', 'left behind');
  await one.drop();
  expect(await client.get('key')).toBeNull();
  await Promise.all([other.drop(), client.quit(), otherClient.quit()]);
});
