import { connect } from 'node:net';
import type { Socket } from 'node:net';
import { checkedAddresses } from '../connect/checked-addresses';
import type { ConnectPolicy } from '../connect/checked-addresses';
import { EgressError } from '../egress.errors';
import type { EgressProfile } from '../profiles';
import type { ProxyTarget } from './proxy-target';

/** Opens a TCP connection to an address that was judged. Tests put a double here that never leaves loopback. */
export type TcpDial = (address: string, port: number) => Socket;

/** As for requests of the platform itself: per address, three addresses at most. */
const connectTimeoutMs = 2_000;
const maxAddressesTried = 3;

export const systemTcpDial: TcpDial = (address, port) => connect({ host: address, port, noDelay: true });

/**
 * Resolves, judges and dials in one go, so that the address that is connected is the one that was judged.
 * @throws EgressError `blocked`, `offline`, `unreachable` or `timeout`
 */
export async function openSocket(
  profile: EgressProfile,
  target: ProxyTarget,
  policy: ConnectPolicy,
  dial: TcpDial,
): Promise<Socket> {
  const addresses = await checkedAddresses(profile, target.host, policy);
  let last: unknown;
  for (const address of addresses.slice(0, maxAddressesTried)) {
    try {
      return await connected(dial(address, target.port));
    } catch (error) {
      last = error;
    }
  }
  throw last instanceof EgressError ? last : new EgressError('unreachable', { cause: last });
}

function connected(socket: Socket): Promise<Socket> {
  return new Promise((resolve, reject) => {
    const fail = (error: Error): void => {
      clearTimeout(timer);
      socket.destroy();
      reject(error);
    };
    const timer = setTimeout(() => {
      fail(new EgressError('timeout'));
    }, connectTimeoutMs);
    socket.once('error', fail).once('connect', () => {
      clearTimeout(timer);
      socket.off('error', fail);
      // Otherwise the end of the answer would close the way of the request too, and with it cut what a slow client
      // has not read yet.
      socket.allowHalfOpen = true;
      resolve(socket);
    });
  });
}
