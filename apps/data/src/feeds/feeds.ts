import { feedSchema } from './feed';
import type { Feed } from './feed';
import { abuseCh } from './catalogue/abuse-ch';
import { mispFeeds } from './catalogue/misp';
import { phishing } from './catalogue/phishing';
import { blocklists } from './catalogue/blocklists';
import { attacksOnServices } from './catalogue/services';
import { malware } from './catalogue/malware';

/** Every feed that comes with the platform. @throws ZodError at the start for an entry that is wrong. */
export const feeds: readonly Feed[] = [
  ...abuseCh,
  ...mispFeeds,
  ...phishing,
  ...blocklists,
  ...attacksOnServices,
  ...malware,
].map((entry) => feedSchema.parse(entry));
