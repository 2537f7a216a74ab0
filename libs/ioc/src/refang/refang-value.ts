import { Normaliser } from './normaliser';

/** Text of units that begin no mark, behind a scheme that reads plainly if any: refanging would change nothing. */
const PLAIN = /^(?:https?:\/\/(?!\/))?[\w.\-/@+~?#]+$/iu;

/** One value with every mark undone, loose ones too: that it is an indicator is already known. */
export function refangValue(value: string): string {
  // Most values of lists: reading them into a view costs ten times as much as all that comes after.
  if (PLAIN.test(value)) return value;
  const normaliser = new Normaliser();
  normaliser.append(value);
  normaliser.run(true);
  return normaliser.view.text(0, normaliser.view.length).trim();
}
