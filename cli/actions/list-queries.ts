import { listSavedQueries, type SavedQuery } from '../../queries/reader/saved-queries.ts';
import { jsonOf } from '../../terminal/control-characters.ts';
import { QUERIES } from '../../terminal/package-files.ts';

/** The longest line of the list, in characters. */
const LINE_WIDTH = 80;

/** Prints the saved queries. */
export function listQueries(asJson = false): void {
  const queries = listSavedQueries(QUERIES);
  process.stdout.write(
    asJson
      ? `${jsonOf(queries.map(({ sql, ...query }) => query))}\n`
      : `${queries.map(entry).join('\n\n')}\n`,
  );
}

/** A query's name, its question and its parameters: `time_zone=UTC rows_shown=20`. */
function entry({ name, question, parameters }: SavedQuery): string {
  const values = parameters.map((parameter) => `${parameter.name}=${parameter.default}`);
  return [name, ...indented(question.split(' ')), ...indented(values)].join('\n');
}

/** Wraps words into indented lines. */
function indented(words: readonly string[]): string[] {
  const lines: string[] = [];
  for (const word of words) {
    const longer = `${lines.at(-1)} ${word}`;
    if (lines.length > 0 && longer.length <= LINE_WIDTH) lines[lines.length - 1] = longer;
    else lines.push(`  ${word}`);
  }
  return lines;
}
