/** Reads the recipes of CONTRIBUTING.md as steps that can be done. */

export type Step =
  | { readonly kind: 'new'; readonly file: string; readonly text: string }
  | { readonly kind: 'below'; readonly file: string; readonly line: string; readonly text: string }
  | { readonly kind: 'run'; readonly text: string };

const NEW = /^New file `([^`]+)`:$/;
const BELOW = /^In `([^`]+)`, below the line (`+)(.*)\2:$/;
const RUN = /^Run:$/;

/** The steps of each recipe, by its heading. */
export function recipesIn(page: string): Map<string, Step[]> {
  const [, recipes = ''] = page.split(/^## Recipes$/m);
  const parts = recipes.split(/^### /m).slice(1);
  return new Map(parts.map((part) => [part.slice(0, part.indexOf('\n')), stepsIn(part)]));
}

function stepsIn(part: string): Step[] {
  const blocks = part.matchAll(/^([^\n]+)\n\n```\w+\n([\s\S]*?)^```$/gm);
  return [...blocks].map(([, head = '', text = '']) => stepOf(head, text));
}

function stepOf(head: string, text: string): Step {
  const [, file] = NEW.exec(head) ?? [];
  if (file) return { kind: 'new', file, text };
  const [, changed, , line] = BELOW.exec(head) ?? [];
  if (changed && line) return { kind: 'below', file: changed, line, text };
  if (RUN.test(head)) return { kind: 'run', text };
  throw new Error(`A block of a recipe follows "${head}", expected New file, In … or Run`);
}

/**
 * The text with the block's lines put below the line.
 * @throws Error unless the line is there exactly once
 */
export function withBlock(text: string, line: string, block: string): string {
  const lines = text.split('\n');
  const places = lines.flatMap((candidate, at) => (candidate === line ? [at] : []));
  if (places.length !== 1) throw new Error(`Found the line "${line}" ${places.length} times`);
  const at = places[0]! + 1;
  return [...lines.slice(0, at), ...block.trimEnd().split('\n'), ...lines.slice(at)].join('\n');
}
