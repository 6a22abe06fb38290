/** By themselves they say that the value is still to come. */
const TELLING =
  'your changeme change replaceme replace insert placeholder example sample dummy todo tbd fixme lorem ipsum fake'.split(
    ' ',
  );

/** Beside those, what secrets in examples are made of. */
const FILLER = [
  ...TELLING,
  ...'secret password passwd passphrase pass pwd token key keys value string test testing demo default none null undefined'.split(
    ' ',
  ),
  ...'here this that with the and for not real put set add enter fill some any please now later before use using me my in is to it id an super very strong long random secure'.split(
    ' ',
  ),
  ...'production prod staging development dev local foo bar baz qux admin root user username name client server service app application api auth oauth jwt session cookie signing private public access refresh database postgres redis google openai stripe github aws sk pk live'.split(
    ' ',
  ),
  ...'abc abcd abcdef qwerty asdf hello world letmein hunter2 dolor sit amet'.split(' '),
].toSorted((a, b) => b.length - a.length);
const FILLERS = new RegExp(
  `${FILLER.join('|')}|x{3,}|1234567890|123456789|12345678|1234567|123456|12345|1234|123`,
  'g',
);

/** `<…>` around the whole, or `${…}`, `{{…}}` anywhere: what a program should have replaced. */
export function isTemplate(value: string): boolean {
  return (
    /^<[^<>]*>$|^\$[A-Z][A-Z0-9_]*$|^%[A-Z][A-Z0-9_]*%$/.test(value.trim()) ||
    /\$\{[^{}]*\}|\{\{[^{}]*\}\}/.test(value)
  );
}

/**
 * Whether a text of any kind was never filled in: a template, or a phrase of plain words with one that says so
 * (`your_client_id`, `TODO: the key`). No word is searched for inside a longer one: a random value must never match.
 */
export function isUnfilledText(value: string): boolean {
  if (isTemplate(value)) return true;
  const words = value
    .replaceAll(/(?<=[a-z])(?=[A-Z])/g, ' ')
    .split(/[^A-Za-z0-9]+/)
    .filter((word) => word !== '');
  const arePlain = words.every((word) =>
    /^(?:[a-z]+\d{0,4}|[A-Z]+\d{0,4}|[A-Z][a-z]+\d{0,4}|\d{1,4})$/.test(word),
  );
  return arePlain && words.some((word) => TELLING.includes(word.toLowerCase().replace(/\d+$/, '')));
}

/** … or, for a secret, the variable’s own name, or nothing but the words and digits that examples are made of. */
export function isUnfilledSecret(value: string, name: string): boolean {
  if (isUnfilledText(value)) return true;
  const letters = squeezed(value);
  if (/^(.?)\1*$/.test(letters) || letters === squeezed(name)) return true;
  const own = name
    .toLowerCase()
    .split('_')
    .filter((word) => word.length > 1);
  return (
    own
      .reduce((text, word) => text.replaceAll(word, ''), letters.replaceAll(FILLERS, ''))
      .replaceAll(/\d{1,4}$/g, '') === ''
  );
}

function squeezed(text: string): string {
  return text.toLowerCase().replaceAll(/[^a-z0-9]/g, '');
}
