import { buildConnector } from 'undici';
import { rootCertificates } from 'node:tls';
import type { Socket } from 'node:net';
import { parseAddress } from '../address/cidr';
import type { EgressProfile } from '../profiles';
import { bareHost, checkedAddresses } from './checked-addresses';
import type { ConnectPolicy } from './checked-addresses';
import { connectError } from './connect-error';

/** How a socket is opened once its address is decided. Tests put a double here that never leaves loopback. */
export type Dial = buildConnector.connector;

/** Per address. Three addresses are tried, one after the other. */
const connectTimeoutMs = 2_000;
const maxAddressesTried = 3;

/** The real dial: verification always on, whatever NODE_TLS_REJECT_UNAUTHORIZED says; addresses only. */
export function systemDial(extraCas: readonly string[]): Dial {
  return buildConnector({
    timeout: connectTimeoutMs,
    allowH2: false,
    rejectUnauthorized: true,
    minVersion: 'TLSv1.2',
    ...(extraCas.length > 0 ? { ca: [...rootCertificates, ...extraCas] } : {}),
    lookup: (_hostname, _options, callback) => {
      callback(new Error('a name reached the socket layer'), '', 0);
    },
  });
}

/**
 * A connector for undici that resolves, judges and pins: the socket goes to an address that was judged in this very
 * call, while TLS still speaks to and verifies the name. undici's own `connect.lookup` is no place for this, because
 * it is not called for IP literals.
 */
export function guardedConnector(profile: EgressProfile, policy: ConnectPolicy, dial: Dial): buildConnector.connector {
  return (options, callback) => {
    openChecked(profile, policy, dial, options).then(
      (socket) => {
        callback(null, socket);
      },
      (error: unknown) => {
        callback(connectError(error, options.protocol), null);
      },
    );
  };
}

async function openChecked(
  profile: EgressProfile,
  policy: ConnectPolicy,
  dial: Dial,
  options: buildConnector.Options,
): Promise<Socket> {
  const host = bareHost(options.hostname);
  const addresses = await checkedAddresses(profile, host, policy);
  // SNI and the certificate's name; none for a literal, which is then verified against the certificate's addresses.
  const servername = parseAddress(host) === undefined ? host : undefined;
  let last: unknown;
  for (const address of addresses.slice(0, maxAddressesTried)) {
    try {
      return await opened(dial, { ...options, hostname: address, servername, host: undefined });
    } catch (error) {
      last = error;
    }
  }
  throw connectError(last, options.protocol);
}

function opened(dial: Dial, options: buildConnector.Options): Promise<Socket> {
  return new Promise((resolve, reject) => {
    dial(options, (error, socket) => {
      // By the error alone: undici leaves the socket out when there is one, whatever its types say.
      if (error === null) {
        resolve(socket);
      } else {
        reject(error);
      }
    });
  });
}
