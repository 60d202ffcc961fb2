import type { PageData } from '../page-types.ts';

declare global {
  interface Window {
    /**
     * Set by `frame/loader.ts`. Unpacks the text that `write-page.ts` has packed into the element with this id; an
     * empty element gives ''. Rejects if the text is damaged.
     */
    unpacked: (id: string) => Promise<string>;
    /** The packed script sets it, and `frame/loader.ts` calls it. */
    startPage?: (data: PageData) => void;
  }
}

/** The value that `write-page.ts` has packed into the element with this id; null without one. */
export async function embedded<Value>(id: string): Promise<Value | null> {
  const text = await window.unpacked(id);
  return text ? (JSON.parse(text) as Value) : null;
}
