import { readDomain } from '../names/domain';
import { isFileName } from '../names/file-verdict';
import { canonicaliseOnion } from '../names/onion';
import { isTelling, mayBeMember, weighName } from '../names/name-verdict';
import type { NameVerdict } from '../names/name-verdict';
import { suffixKind } from '../names/suffix-kind';
import type { TextView } from '../refang/text-view';
import type { CanonicalResult } from '../vocabulary';
import { UnitMemory } from './unit-memory';

const INNER_CVE = /(?:^|[._-])(cve-\d{4}-\d{4,19})(?![\da-z])/iu;
const MIN_CVE_NAME_LENGTH = 15;

/** What a dotted name says by its text alone, each answer sought when it is first asked for. */
export class KnownName {
  readonly lastDot: number;
  /** Bits of what its last label can be. */
  readonly suffixKind: number;
  private innerCveStart: number | undefined;
  private asFile: boolean | undefined;
  private asMember: boolean | undefined;
  private asDomain: CanonicalResult | undefined;
  private asOnion: CanonicalResult | undefined;
  private plainVerdict: NameVerdict | undefined;

  /** @param text with memory of its own */
  constructor(readonly text: string) {
    this.lastDot = text.lastIndexOf('.');
    this.suffixKind = suffixKind(text.slice(this.lastDot + 1));
  }

  get domain(): CanonicalResult {
    return (this.asDomain ??= readDomain(this.text));
  }

  get onion(): CanonicalResult {
    return (this.asOnion ??= canonicaliseOnion(this.text));
  }

  /** For a name under a file type: is it a file? */
  get isFileName(): boolean {
    return (this.asFile ??= isFileName(this.text));
  }

  /** Could it be members of an object in source code? */
  get mayBeMember(): boolean {
    return (this.asMember ??= mayBeMember(this.text));
  }

  /** Where the id of a vulnerability starts in it, as in `Exploit.MSOffice.CVE-2017-11882.gen`; -1 when it holds none. */
  get innerCve(): number {
    return (this.innerCveStart ??= this.text.length < MIN_CVE_NAME_LENGTH ? -1 : innerCveStart(this.text));
  }

  /** What the name most likely is between the given units; nearly always they say nothing. */
  verdict(before: number, after: number, afterNext: number): NameVerdict {
    if (isTelling(before, after)) return weighName({ text: this.text, before, after, afterNext });
    return (this.plainVerdict ??= weighName({ text: this.text, before: 0, after: 0, afterNext: 0 }));
  }
}

function innerCveStart(text: string): number {
  const match = INNER_CVE.exec(text);
  return match === null ? -1 : match.index + match[0].length - (match[1] ?? '').length;
}

const names = new UnitMemory(8_192, (text) => new KnownName(text));

/** The name at a range of the view. */
export function knownName(view: TextView, from: number, to: number): KnownName {
  return names.of(view, from, to);
}
