/** Bits a character: 32 random hexadecimal digits have 3.7 ± 0.1, random decimal digits 3.1 ± 0.1. */
const LEAST_ENTROPY = 2.5;

/**
 * Why a secret of 20 and more characters could be guessed, or `undefined`. Each test is one that a random
 * string fails with a chance that is far below that of a fault in the hardware.
 */
export function weaknessOf(secret: string): string | undefined {
  if (isRepetition(secret)) return 'is a shorter text repeated';
  if (longestRun(secret) > secret.length / 3) return 'is mostly one repeated character';
  if (sequentialShare(secret) > 0.5)
    return 'is mostly a sequence such as abcdef, 123456 or a row of the keyboard';
  if (entropyPerCharacter(secret) < LEAST_ENTROPY) return 'has too few different characters';
  return undefined;
}

function isRepetition(text: string): boolean {
  for (let period = 1; period <= text.length / 2; period += 1) {
    if (text.slice(period) === text.slice(0, -period)) return true;
  }
  return false;
}

function longestRun(text: string): number {
  let longest = 0;
  let run = 0;
  let previous = '';
  for (const character of text) {
    run = character === previous ? run + 1 : 1;
    previous = character;
    longest = Math.max(longest, run);
  }
  return longest;
}

const KEYBOARD_ROWS = ['1234567890', 'qwertyuiop', 'asdfghjkl', 'zxcvbnm'];

/** The share of neighbours that follow each other in the alphabet, in the digits or on the keyboard, either way. */
function sequentialShare(secret: string): number {
  const text = secret.toLowerCase();
  let follow = 0;
  for (let at = 1; at < text.length; at += 1) {
    if (areNeighbours(text.slice(at - 1, at + 1))) follow += 1;
  }
  return follow / (text.length - 1);
}

function areNeighbours(pair: string): boolean {
  if (Math.abs(pair.charCodeAt(0) - pair.charCodeAt(1)) === 1) return true;
  const backwards = `${pair.charAt(1)}${pair.charAt(0)}`;
  return KEYBOARD_ROWS.some((row) => row.includes(pair) || row.includes(backwards));
}

/** Shannon entropy over the characters' frequencies, in bits. */
function entropyPerCharacter(text: string): number {
  const counts = new Map<string, number>();
  for (const character of text) counts.set(character, (counts.get(character) ?? 0) + 1);
  let bits = 0;
  for (const count of counts.values()) {
    const share = count / text.length;
    bits -= share * Math.log2(share);
  }
  return bits;
}
