import type { Indicator } from '../plugin';
import { isInternal } from '../provider/internal-address';
import { pathSlot } from '../provider/path-slot';
import type { Report } from './virustotal.schema';

/** The object of the source that stands for an indicator. */
export interface VirusTotalObject {
  readonly type: Report['data']['type'];
  /** Below the base URL; the indicator is encoded into its last part. */
  readonly path: string;
  /** Of the pages for people. */
  readonly page: 'ip-address' | 'domain' | 'url' | 'file';
}

/** What to ask the source for, or the reason why it cannot be asked. */
export function virusTotalObject(indicator: Indicator): VirusTotalObject | { readonly reason: string } {
  if (isInternal(indicator)) {
    return { reason: 'An address inside a private network means nothing to an outside source.' };
  }
  const { iocType, type, value } = indicator;
  switch (iocType) {
    case 'ip':
      return { type: 'ip_address', path: `/ip_addresses/${pathSlot(value)}`, page: 'ip-address' };
    case 'domain':
      return { type: 'domain', path: `/domains/${pathSlot(value)}`, page: 'domain' };
    case 'url':
      return { type: 'url', path: `/urls/${Buffer.from(value).toString('base64url')}`, page: 'url' };
    case 'hash':
      return type === 'md5' || type === 'sha1' || type === 'sha256'
        ? { type: 'file', path: `/files/${pathSlot(value)}`, page: 'file' }
        : { reason: 'VirusTotal knows files by MD5, SHA-1 and SHA-256 only.' };
    case 'email':
      return { reason: 'VirusTotal has no reports on e-mail addresses.' };
  }
}
