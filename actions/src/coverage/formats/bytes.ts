const [COMMA, ZERO] = [44, 48];

/** The next comma, or the end. */
export function indexOfComma(bytes: Buffer, from: number, end: number): number {
  for (let at = from; at < end; at += 1) if (bytes[at] === COMMA) return at;
  return end;
}

/** NaN for anything but digits, and for none. */
export function integerIn(bytes: Buffer, from: number, end: number): number {
  if (from >= end) return Number.NaN;
  let value = 0;
  for (let at = from; at < end; at += 1) {
    const digit = (bytes[at] ?? 0) - ZERO;
    if (digit < 0 || digit > 9) return Number.NaN;
    value = value * 10 + digit;
  }
  return value;
}
