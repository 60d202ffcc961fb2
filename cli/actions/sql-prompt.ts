import { createInterface, type Interface } from 'node:readline';
import { text } from 'node:stream/consumers';
import { openLake } from '../../local/lake/lake-folder.ts';
import { visible, withCursor } from '../../terminal/control-characters.ts';
import { UserError } from '../../terminal/user-error.ts';
import { keepStatement, onOneLine, readHistory } from '../shared/sql-history.ts';
import { SqlSession } from './sql-session.ts';

export interface SqlOptions {
  readonly lake: string;
  readonly history: boolean;
}

const PROMPT = 'lake> ';
const CONTINUED = '   -> ';

/** Runs SQL from a terminal, or all that the standard input holds. */
export async function sqlPrompt({ lake, history }: SqlOptions): Promise<void> {
  await openLake(lake);
  const session = new SqlSession(lake);
  if (!process.stdin.isTTY) return runInput(session);
  const past = history ? await readHistory() : [];
  const reader = createInterface({
    input: process.stdin,
    output: withCursor(process.stdout),
    terminal: true,
    history: past,
    historySize: 1000,
    removeHistoryDuplicates: true,
  });
  try {
    await untilClosed(reader, session, history);
  } finally {
    reader.close();
  }
}

/** @throws UserError at the first statement that fails */
async function runInput(session: SqlSession): Promise<void> {
  for (const line of (await text(process.stdin)).split('\n')) {
    await session.take(line);
    if (session.isOver) return;
  }
  await session.finish();
}

/** Takes lines until the user ends the prompt. Errors are printed, and the prompt stays. */
async function untilClosed(reader: Interface, session: SqlSession, keeps: boolean): Promise<void> {
  const lines: string[] = [];
  let isClosed = false;
  let wake = () => {};
  reader.on('line', (line) => {
    lines.push(line);
    wake();
  });
  reader.on('close', () => {
    isClosed = true;
    wake();
  });
  // When the terminal is closed, the statement is cancelled, or DuckDB's thread would keep the process alive.
  const lost = () => {
    session.cancel();
    isClosed = true;
    wake();
  };
  process.stdin.once('end', lost);
  reader.on('error', lost);
  reader.on('SIGINT', () => {
    // Lines that were typed ahead belong to the cancelled statement.
    lines.length = 0;
    if (session.cancel()) return;
    session.forget();
    reader.write(null, { ctrl: true, name: 'e' });
    reader.write(null, { ctrl: true, name: 'u' });
    process.stdout.write('\n');
    ask(reader, session);
  });
  keepStatementsWhole(reader, session, keeps);
  while (!session.isOver) {
    for (let line = lines.shift(); line !== undefined && !session.isOver; line = lines.shift()) {
      await takeOrTell(reader, session, line);
    }
    if (isClosed || session.isOver) break;
    ask(reader, session);
    await new Promise<void>((resolve) => (wake = resolve));
  }
  if (!session.isOver) process.stdout.write('\n');
}

function ask(reader: Interface, session: SqlSession): void {
  reader.setPrompt(session.isWithin ? CONTINUED : PROMPT);
  reader.prompt();
}

async function takeOrTell(reader: Interface, session: SqlSession, line: string): Promise<void> {
  try {
    if (session.isEditor(line)) await besideReader(reader, () => session.take(line));
    else await session.take(line);
  } catch (error) {
    if (!(error instanceof UserError)) throw error;
    process.stderr.write(`${visible(error.message)}\n`);
  }
}

/** Lets another program use the terminal until it ends. */
async function besideReader(reader: Interface, work: () => Promise<void>): Promise<void> {
  reader.pause();
  process.stdin.setRawMode(false);
  try {
    await work();
  } finally {
    process.stdin.setRawMode(true);
    reader.resume();
  }
}

/** Lets the history have whole statements, each on a line, in place of the lines as they were typed. */
function keepStatementsWhole(reader: Interface, session: SqlSession, keeps: boolean): void {
  let entries: string[] = [];
  reader.on('history', (changed: string[]) => {
    // The newest entry is the line just typed. It is dropped, as whole statements replace lines; commands stay.
    if (!changed[0]?.startsWith('\\')) changed.shift();
    entries = changed;
  });
  session.onStatement = (statement) => {
    entries.unshift(onOneLine(statement));
    if (keeps) keepStatement(statement);
  };
}
