/** Whether this browser can open what the page holds: Chrome and Edge 80, Safari 16.4, Firefox 113 and later. */
export function canOpen(): boolean {
  return 'DecompressionStream' in globalThis;
}

/** The value that `embedded` of `write-page.ts` has put into the element with this id; null without it. */
export async function embedded<Value>(id: string): Promise<Value | null> {
  const text = document.getElementById(id)?.textContent;
  return text ? (JSON.parse(await unpacked(text)) as Value) : null;
}

async function unpacked(base64: string): Promise<string> {
  const bytes = Uint8Array.from(atob(base64), (character) => character.charCodeAt(0));
  const stream = new Blob([bytes]).stream().pipeThrough(new DecompressionStream('gzip'));
  return new Response(stream).text();
}
