import { jsonOf, visibleInLine } from '../../terminal/control-characters.ts';

/** Prints a verb's outcome: a sentence for people, or the same facts as one line of JSON. */
export function printOutcome(asJson: boolean | undefined, facts: object, sentence: string): void {
  process.stdout.write(`${asJson ? jsonOf(facts) : sentence}\n`);
}

/** Prints names and facts in two columns. */
export function printFacts(facts: readonly (readonly [string, string])[]): void {
  const widest = Math.max(...facts.map(([name]) => name.length));
  for (const [name, fact] of facts) {
    process.stdout.write(`${name.padEnd(widest)}  ${visibleInLine(fact)}\n`);
  }
}
