import { Normaliser } from './normaliser';

/** One value with every mark undone, loose ones too: that it is an indicator is already known. */
export function refangValue(value: string): string {
  const normaliser = new Normaliser();
  normaliser.append(value);
  normaliser.run(true);
  return normaliser.view.text(0, normaliser.view.length).trim();
}
