import { jsonOf, visibleInLine } from '../../terminal/control-characters.ts';
import { breaker } from './hanging.ts';

/**
 * Prints a verb's outcome: for people a sentence, in a terminal with its lines broken between words, or the same
 * facts as one line of JSON.
 */
export async function printOutcome(
  asJson: boolean | undefined,
  facts: object,
  sentence: string,
): Promise<void> {
  process.stdout.write(`${asJson ? jsonOf(facts) : (await brokenLines(sentence)).join('\n')}\n`);
}

/** The lines of a text, each broken below its own beginning. */
async function brokenLines(text: string): Promise<string[]> {
  const hanging = await breaker();
  return text.split('\n').flatMap((line) => {
    const [, indent = '', rest = ''] = /^( *)(.*)$/s.exec(line) ?? [];
    return hanging(indent, rest);
  });
}

/** Prints names and facts in two columns. */
export async function printFacts(facts: readonly (readonly [string, string])[]): Promise<void> {
  const hanging = await breaker();
  const widest = Math.max(...facts.map(([name]) => name.length));
  for (const [name, fact] of facts) {
    const lines = hanging(`${name.padEnd(widest)}  `, visibleInLine(fact));
    process.stdout.write(`${lines.join('\n')}\n`);
  }
}
