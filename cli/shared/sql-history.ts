import { appendFileSync, mkdirSync, readFileSync } from 'node:fs';
import { homedir } from 'node:os';
import { dirname, join } from 'node:path';
import { ownUnfinishedName, writeFileAtomically } from '../../local/lake/atomic-write.ts';

/** The most statements that the file keeps. */
const MOST_KEPT = 1000;

/** The file, by the rule of the XDG base directories. */
function historyFile(): string {
  const { XDG_STATE_HOME: state } = process.env;
  return join(state || join(homedir(), '.local', 'state'), 'contact-lake', 'sql-history');
}

/** The statements of earlier prompts, each on a line, the newest first; none if there is no file. */
export async function readHistory(): Promise<string[]> {
  try {
    const kept = readFileSync(historyFile(), 'utf8').split('\n').filter(Boolean);
    const newest = kept.slice(-MOST_KEPT);
    if (kept.length > 2 * MOST_KEPT) {
      const file = historyFile();
      await writeFileAtomically(file, `${newest.join('\n')}\n`, ownUnfinishedName(file));
    }
    return newest.reverse();
  } catch {
    return [];
  }
}

/**
 * Adds a statement to the file, which only its owner may read, unless it may hold a number or an address
 * of a person. Without a place to write to there is no history.
 */
export function keepStatement(line: string): void {
  if (mayBePersonal(line)) return;
  try {
    mkdirSync(dirname(historyFile()), { recursive: true, mode: 0o700 });
    appendFileSync(historyFile(), `${line}\n`, { mode: 0o600 });
  } catch {
    // The prompt works without it.
  }
}

/** Days, times and contacts' ids, which are no numbers of persons. */
const HARMLESS =
  /\d{4}-\d{2}-\d{2}|\d{1,2}:\d{2}(:\d{2})?|[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}/gi;

/** An address, or seven digits and more, as a telephone number has them. */
const PERSONAL = /@|\d(?:[ ().-]{0,3}\d){6}/;

export function mayBePersonal(statement: string): boolean {
  return PERSONAL.test(statement.replace(HARMLESS, ' '));
}
