import type { Scenario } from '../harness/scenario';

/** Every scenario by its name in `npm run bench <name>`. */
export const scenarios: readonly Scenario[] = [];
