/** What we write into our comment to find our things again; hidden from whoever reads it. */
export function commentMark(environment: string): string {
  return `<!-- tidegate:checklist ${environment} -->`;
}

export function itemMark(id: string): string {
  return `<!-- tidegate:item ${id} -->`;
}

export function recordMark(text: string): string {
  return `<!-- tidegate:record ${text} -->`;
}

export function itemOfMark(html: string): string | undefined {
  return /^<!-- tidegate:item ([a-z][a-z0-9-]{0,29}) -->$/.exec(html.trim())?.[1];
}

export function recordOfMark(html: string): string | undefined {
  return /^<!-- tidegate:record ([A-Za-z0-9+/=]+) -->$/.exec(html.trim())?.[1];
}
