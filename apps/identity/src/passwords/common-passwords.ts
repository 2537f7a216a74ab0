/**
 * The 49,233 most used passwords of leaked collections, in lower case (@zxcvbn-ts/language-common). Loaded when the first
 * new password is judged, by processes that do so at all, and searched as the list it is: a search takes less than a
 * hundredth of the hash that follows, and an index would only cost memory.
 */
export async function isCommonPassword(password: string): Promise<boolean> {
  const { dictionary } = await import('@zxcvbn-ts/language-common');
  return dictionary['passwords-common'].includes(password.toLowerCase());
}
