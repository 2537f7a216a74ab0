import { randomBytes } from 'node:crypto';
import { SecretBox } from './secret-box';

test('no nonce comes twice in a million seals', () => {
  const box = SecretBox.fromKeys(`k1:${randomBytes(32).toString('base64')}`);
  const place = { table: 'a.b', column: 'c', rowId: 'r', teamId: null };
  const nonces = new Set<string>();

  for (let index = 0; index < 1_000_000; index += 1) nonces.add(box.seal('x', place).split('.')[3] ?? '');

  expect(nonces.size).toBe(1_000_000);
}, 300_000);
