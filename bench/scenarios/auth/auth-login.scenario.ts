import { availableParallelism } from 'node:os';
import { hash, verify } from '@node-rs/argon2';
import { freshInstallation } from '../../harness/installation';
import { load } from '../../harness/load';
import type { Arena, Measurement, Scenario } from '../../harness/scenario';
import { signIn } from './caller';

const seconds = 3;
const connections = 8;
/** As many as identity hashes at once: it leaves a core to its event loop. */
const width = Math.max(1, availableParallelism() - 1);
/** The parameters that identity stores passwords with. */
const parameters = { memoryCost: 19_456, timeCost: 2, parallelism: 1 };

export const authLogin: Scenario = {
  name: 'auth-login',
  title: 'Login',
  description:
    `POST /api/v1/auth/login with a right password over ${connections} connections for ${seconds} s per round. The ` +
    'baseline checks the same password with argon2id of the same parameters, in the process that makes the load and ' +
    `${width} at a time, as many as identity allows itself; a login also counts against the limits, makes a session ` +
    'and signs its token, all committed with their audit row.',
  unit: 'logins/s',
  isHigherBetter: true,
  rounds: 5,
  open,
};

async function open(): Promise<Arena> {
  const installation = await freshInstallation();
  try {
    const { email, password } = await signIn(installation);
    const pid = installation.pidOf('identity');
    const stored = await hash(password, parameters);
    return {
      contestants: [
        { name: 'argon2id alone', isBaseline: true, measure: () => verifyAlone(stored, password) },
        {
          name: 'Sentrybox login',
          isBaseline: false,
          pids: () => [pid],
          measure: () =>
            load({
              url: `${installation.urls.identity}/api/v1/auth/login`,
              method: 'POST',
              bodies: [{ email, password }],
              connections,
              seconds,
            }),
        },
      ],
      close: installation.close,
    };
  } catch (error) {
    await installation.close();
    throw error;
  }
}

async function verifyAlone(stored: string, password: string): Promise<Measurement> {
  const startedMs = performance.now();
  const until = startedMs + seconds * 1_000;
  let count = 0;
  const verifier = async (): Promise<void> => {
    while (performance.now() < until) {
      await verify(stored, password);
      count += 1;
    }
  };
  await Promise.all(Array.from({ length: width }, verifier));
  return { value: count / ((performance.now() - startedMs) / 1_000), count };
}
