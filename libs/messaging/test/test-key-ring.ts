import type { AppName } from '@sentrybox/contracts';
import { generateServiceKeys } from '../src/keys/generate-service-keys';

/** The keys of a set of services, as their configuration would carry them. */
export class TestKeyRing {
  private readonly pairs: ReadonlyMap<AppName, ReturnType<typeof generateServiceKeys>>;

  constructor(apps: readonly AppName[]) {
    this.pairs = new Map(apps.map((app) => [app, generateServiceKeys()]));
  }

  privateKeyOf(app: AppName): string {
    const pair = this.pairs.get(app);
    if (pair === undefined) throw new Error(`no key for ${app}`);
    return pair.privateKey;
  }

  get publicKeys(): string {
    return JSON.stringify(Object.fromEntries([...this.pairs].map(([app, { publicKey }]) => [app, publicKey])));
  }
}
