import { isNonAscii } from './unicode-scripts';

/** Pairs of a Latin letter and what looks like it, from the Unicode confusables list (UTS 39), letters only. */
const LOOKALIKES: readonly (readonly [string, string])[] = [
  ['a', 'аɑαａàáâãäåāăąǎạảấầẩẫậắằẳẵặ'],
  ['b', 'ЬƅƄᏏｂḃḅƀ'],
  ['c', 'сϲᴄｃçćĉċčƈ'],
  ['d', 'ԁᏧɗｄďđḍḑ'],
  ['e', 'еҽｅèéêëēĕėęěẹẻẽếềểễệё'],
  ['f', 'ſｆƒḟ'],
  ['g', 'ɡցｇĝğġģǧǵ'],
  ['h', 'һհｈĥħḥḩ'],
  ['i', 'іıɩιｉìíîïĩīĭįǐịỉӏї'],
  ['j', 'јϳｊĵ'],
  ['k', 'кκｋķǩḳĸ'],
  ['l', 'ӏｌĺļľŀłḷ'],
  ['m', 'мｍṁṃ'],
  ['n', 'ոｎñńņňŉṅṇη'],
  ['o', 'оοօσｏòóôõöøōŏőơǒọỏốồổỗộớờởỡợ'],
  ['p', 'рρｐṗ'],
  ['q', 'ԛզｑ'],
  ['r', 'гｒŕŗřṛ'],
  ['s', 'ѕꜱｓśŝşšșṣ'],
  ['t', 'тτｔţťŧțṭ'],
  ['u', 'սυｕùúûüũūŭůűųưǔụủứừửữự'],
  ['v', 'ѵνｖṽ'],
  ['w', 'ԝѡωｗŵẁẃẅ'],
  ['x', 'хχｘẋ'],
  ['y', 'уγүｙýÿŷȳẏỳỵỷỹ'],
  ['z', 'ᴢｚźżžẓ'],
];

const TO_LATIN = new Map<string, string>();
for (const [latin, alike] of LOOKALIKES) {
  for (const character of alike) {
    if (!TO_LATIN.has(character)) TO_LATIN.set(character, latin);
  }
}

/**
 * What a domain looks like to a hurried reader: every look-alike replaced by its Latin letter. Two domains with one
 * skeleton can be taken for each other. Give U-labels (`toUnicode`).
 *
 * @example skeleton('раypal.com') // 'paypal.com'
 */
export function skeleton(domain: string): string {
  return Array.from(domain.toLowerCase(), (character) => TO_LATIN.get(character) ?? character).join('');
}

/** Does some label hold non-ASCII letters yet read as plain ASCII? Accented Latin alone is ordinary spelling. */
export function isHomoglyph(unicodeDomain: string): boolean {
  return unicodeDomain.split('.').some((label) => {
    if (!isNonAscii(label)) return false;
    if (isNonAscii(skeleton(label))) return false;
    return isNonAscii(label.normalize('NFD').replaceAll(/\p{M}/gu, ''));
  });
}
