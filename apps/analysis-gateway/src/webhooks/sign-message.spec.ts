import { createHmac } from 'node:crypto';
import { signMessage } from './sign-message';

// The example of the Standard Webhooks specification, 1.0.0, "Signature scheme", has these id, time, body and key.
const secret = 'whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw';
const body = '{"test": 2432232314}';

it('signs id, time and body with the key behind the prefix', () => {
  const { headers } = signMessage('p5jXN8AQM9LWM0D4loKWxJek', new Date(1_614_265_330_000), body, secret);
  const key = Buffer.from('MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw', 'base64');
  const expected = createHmac('sha256', key).update(`msg_p5jXN8AQM9LWM0D4loKWxJek.1614265330.${body}`).digest('base64');

  expect(expected).toBe('g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=');
  expect(headers).toMatchObject({
    'webhook-id': 'msg_p5jXN8AQM9LWM0D4loKWxJek',
    'webhook-timestamp': '1614265330',
    'webhook-signature': 'v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=',
  });
});

it('has the same id and another time when it is sent again', () => {
  const first = signMessage('a-b', new Date(1_000_000), body, secret).headers;
  const second = signMessage('a-b', new Date(9_000_000), body, secret).headers;

  expect(second['webhook-id']).toBe(first['webhook-id']);
  expect(second['webhook-signature']).not.toBe(first['webhook-signature']);
});
