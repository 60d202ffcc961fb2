import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import type { Page } from 'playwright-core';

const AXE = createRequire(import.meta.url).resolve('axe-core/axe.min.js');

/** The rules of WCAG 2.2 AA that the page or the parts of a selector break, each with the elements that break it. */
export async function violations(page: Page, within = 'html'): Promise<string[]> {
  await page.evaluate(await readFile(AXE, 'utf8'));
  const found = await page.evaluate(async (part) => {
    const { axe: checker } = globalThis as unknown as {
      axe: { run: (part: string, options: object) => Promise<{ violations: Violation[] }> };
    };
    interface Violation {
      readonly id: string;
      readonly nodes: readonly { readonly html: string }[];
    }
    const tags = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'];
    // Of WCAG 2.2, and so not on by itself.
    const rules = { 'target-size': { enabled: true } };
    const { violations } = await checker.run(part, { runOnly: tags, rules });
    return violations.map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html).join(' ')}`);
  }, within);
  return found.map((text) => text.slice(0, 600));
}
