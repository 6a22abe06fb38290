/** The decoded password of a connection URL; `undefined` without one, or when the text is no URL. */
export function urlPassword(text: string | undefined): string | undefined {
  const password = text === undefined ? '' : (URL.parse(text)?.password ?? '');
  if (password === '') return undefined;
  try {
    return decodeURIComponent(password);
  } catch {
    // A stray percent sign: the password as written.
    return password;
  }
}
