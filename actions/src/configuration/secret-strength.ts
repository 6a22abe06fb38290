/**
 * How a secret could be guessed, or `undefined`. Of 40,000 random values of 16 characters each, 4 of hexadecimal digits were
 * refused and none of letters or base64; of 20 and more characters none. Digits alone must be 32 (0.6 % of 16 are refused).
 */
export function weaknessOf(secret: string): string | undefined {
  const text = secret.toLowerCase();
  if (isRepetition(text)) return 'is a shorter text repeated';
  if (shareOfNeighbours(text, (step) => step === 0) > 0.4) return 'is mostly repeated characters';
  if (shareOfNeighbours(text, (step) => Math.abs(step) === 1) > 0.5 || shareOnKeyboard(text) > 0.5)
    return 'is mostly a sequence such as abcdef or 123456, or a row of the keyboard';
  if (bitsPerCharacter(secret) < Math.min(2.5, 0.55 * Math.log2(secret.length)))
    return 'has too few different characters';
  return undefined;
}

function isRepetition(text: string): boolean {
  // A text that is a shorter one repeated is found in itself doubled before its own end.
  return text.length > 1 && `${text}${text}`.indexOf(text, 1) < text.length;
}

function shareOfNeighbours(text: string, isAlike: (step: number) => boolean): number {
  const steps = Array.from(
    { length: Math.max(0, text.length - 1) },
    (_, at) => text.charCodeAt(at + 1) - text.charCodeAt(at),
  );
  return steps.filter(isAlike).length / Math.max(1, steps.length);
}

const ROWS = 'qwertyuiop asdfghjkl zxcvbnm 1234567890 poiuytrewq lkjhgfdsa mnbvcxz 0987654321';

function shareOnKeyboard(text: string): number {
  const pairs = Array.from({ length: Math.max(0, text.length - 1) }, (_, at) => text.slice(at, at + 2));
  return (
    pairs.filter((pair) => !pair.includes(' ') && ROWS.includes(pair)).length / Math.max(1, pairs.length)
  );
}

/** Shannon’s entropy over the characters’ frequencies. */
function bitsPerCharacter(text: string): number {
  const counts = Object.values(Object.groupBy(text, (character) => character)).map((all) => all?.length ?? 0);
  return counts.reduce((bits, count) => bits - (count / text.length) * Math.log2(count / text.length), 0);
}
