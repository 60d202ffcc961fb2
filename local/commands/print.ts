import { jsonOf } from '../terminal.ts';

/** Prints a verb's outcome: a sentence for people, or the same facts as one line of JSON. */
export function printOutcome(asJson: boolean | undefined, facts: object, sentence: string): void {
  process.stdout.write(`${asJson ? jsonOf(facts) : sentence}\n`);
}
