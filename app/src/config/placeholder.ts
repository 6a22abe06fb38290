/** Words that by themselves say that the value is still to come. */
const TELLING_WORDS = new Set(
  'your yours changeme change replace replaceme insert placeholder example sample dummy todo tbd fixme lorem ipsum fake'.split(
    ' ',
  ),
);

const WORDS: readonly string[] = [
  ...TELLING_WORDS,
  ...'xxx dolor sit amet test testing demo secret secrets password passwd passphrase pass pwd token'.split(
    ' ',
  ),
  ...'key keys value values string here this that with the and for not real put add set enter some any'.split(
    ' ',
  ),
  ...'please now later before use using production prod staging dev development local default'.split(' '),
  ...'none null undefined empty unset foo bar baz qux abc abcd asdf qwerty hello world admin root user'.split(
    ' ',
  ),
  ...'username name client google openai jwt database redis api app auth oauth url uri host my me in id to is'.split(
    ' ',
  ),
  ...'sk proj live 000 111 123 1234 12345 123456 1234567 12345678 123456789 1234567890 0000'.split(' '),
];

/**
 * Whether a value was never filled in: a template (`<key>`, `${KEY}`, `{{ key }}`), nothing but the words that
 * people write into examples (`your_api_key_here`, `changeme123`, `xxxxxxxx`), or a phrase around one of them
 * (`example-key-for-local-use`).
 *
 * A random secret must never match: there is no search for a word inside a value. The value must consist of
 * known words from end to end, or be a phrase of plain words, which no random string of 20 characters is.
 */
export function isPlaceholder(value: string, variable: string): boolean {
  if (isTemplate(value)) return true;
  const letters = value.toLowerCase().replaceAll(/[^a-z0-9]/g, '');
  if (letters === '') return true;
  const ownWords = variable.toLowerCase().split('_');
  return isMadeOf(letters, [...WORDS, ...ownWords]) || isTellingPhrase(value);
}

/** `<…>` around the whole value, or `${…}`, `{{…}}` anywhere: what a program should have replaced. */
export function isTemplate(value: string): boolean {
  return (
    /^<[^<>]*>$/.test(value) ||
    /\$\{[^{}]*\}/.test(value) ||
    /\{\{[^{}]*\}\}/.test(value) ||
    /^\$[A-Z][A-Z0-9_]*$/.test(value) ||
    /^%[A-Z][A-Z0-9_]*%$/.test(value)
  );
}

/** Whether `text` can be cut into the words without a rest; digits at its end (`changeme2`) are let be. */
function isMadeOf(text: string, words: readonly string[]): boolean {
  const stem = text.replace(/(?<=[a-z])\d{1,4}$/, '').replaceAll(/x{3,}/g, 'xxx');
  const reachable = new Set([0]);
  for (let at = 0; at < stem.length; at += 1) {
    if (!reachable.has(at)) continue;
    for (const word of words) {
      if (word !== '' && stem.startsWith(word, at)) reachable.add(at + word.length);
    }
  }
  return reachable.has(stem.length);
}

function isTellingPhrase(value: string): boolean {
  const words = value.split(/[^A-Za-z0-9]+/).filter((word) => word !== '');
  const areWords = words.every((word) => /^(?:[a-z]+|[A-Z]+|[A-Z][a-z]+|\d{1,4})$/.test(word));
  return areWords && words.some((word) => TELLING_WORDS.has(word.toLowerCase()));
}
