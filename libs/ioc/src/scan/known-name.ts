import { readDomain } from '../names/domain';
import { isFileName } from '../names/file-verdict';
import { isTelling, mayBeMember, weighName } from '../names/name-verdict';
import type { NameVerdict } from '../names/name-verdict';
import { suffixKind } from '../names/suffix-kind';
import { ownCopy } from '../own-copy';
import type { TextView } from '../refang/text-view';
import type { CanonicalResult } from '../vocabulary';

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
  private plainVerdict: NameVerdict | undefined;

  /** @param text with memory of its own */
  constructor(readonly text: string) {
    this.lastDot = text.lastIndexOf('.');
    this.suffixKind = suffixKind(text.slice(this.lastDot + 1));
  }

  get domain(): CanonicalResult {
    return (this.asDomain ??= readDomain(this.text));
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

/** Texts repeat their hosts and files; hostile text fills the slots and gains nothing. */
const SLOTS = 8_192;
const names = new Array<KnownName | undefined>(SLOTS).fill(undefined);
const MAX_REMEMBERED_LENGTH = 64;

/** The name at a range of the view, found by its units so that no text is cut out for a name read before. */
export function knownName(view: TextView, from: number, to: number): KnownName {
  if (to - from > MAX_REMEMBERED_LENGTH) return new KnownName(ownCopy(view.text(from, to)));
  const { chars } = view;
  const slot = slotOf(chars, from, to);
  const known = names[slot];
  if (known !== undefined && stands(known.text, chars, from, to)) return known;
  const name = new KnownName(ownCopy(view.text(from, to)));
  names[slot] = name;
  return name;
}

/** FNV-1a over the units, folded. */
function slotOf(chars: Uint16Array, from: number, to: number): number {
  let hash = 0x811c9dc5 | 0;
  for (let at = from; at < to; at++) hash = Math.imul(hash ^ (chars[at] ?? 0), 0x01000193);
  return (hash ^ (hash >>> 15)) & (SLOTS - 1);
}

function stands(text: string, chars: Uint16Array, from: number, to: number): boolean {
  if (text.length !== to - from) return false;
  for (let index = 0; index < text.length; index++) {
    if (text.charCodeAt(index) !== chars[from + index]) return false;
  }
  return true;
}
