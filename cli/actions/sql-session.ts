import { spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { DuckDBConnection } from '@duckdb/node-api';
import { batchesOf } from '../../local/duckdb/duckdb.ts';
import { describeRowError } from '../../local/duckdb/engine-errors.ts';
import { openLake } from '../../local/lake/lake-folder.ts';
import { whileAsking } from '../../local/lake/lake-tables.ts';
import { tablesOf } from '../../local/query/schema.ts';
import { dataset } from '../../pipeline/datasets/contact-records/dataset.ts';
import { datasets } from '../../pipeline/datasets/datasets.ts';
import { splitStatements } from '../../queries/reader/sql-input.ts';
import { writeRows } from '../../terminal/render-rows.ts';
import type { Row } from '../../terminal/row.ts';
import { LaidOutError, UserError } from '../../terminal/user-error.ts';
import { inOneBatch } from '../shared/output.ts';
import { cannotRun, prepared } from './query-lake.ts';
import { columnRows } from './show-schema.ts';

const HELP = `  ;          ends a statement, which may have several lines
  \\d         the tables and views; \\d TABLE its columns
  \\x         each row as lines of names and values, or as a table again
  \\e         the statement in an editor ($VISUAL, $EDITOR, vi)
  \\q         the end; so does Ctrl-D. Ctrl-C cancels a statement
  \\?         this list
`;

/** A width at which nothing fits, so that each row becomes a record. */
const NO_ROOM = 1;

/** What has been typed of SQL and commands, and the statement that is running. */
export class SqlSession {
  readonly #lake: string;
  #typed = '';
  #last = '';
  #isExpanded = false;
  #isOver = false;
  #cancel: (() => void) | null = null;
  /** Called with each statement before it runs. */
  onStatement: (statement: string) => void = () => {};

  /** @param lake the folder, which is opened anew for each statement: its data may change meanwhile */
  constructor(lake: string) {
    this.#lake = lake;
  }

  /** Whether the user has asked for the end. */
  get isOver(): boolean {
    return this.#isOver;
  }

  /** Whether a statement has begun that has no semicolon yet. */
  get isWithin(): boolean {
    return this.#typed !== '';
  }

  /** Whether the line asks for an editor, which needs the terminal for itself. */
  isEditor(line: string): boolean {
    return /^\s*\\e\s*$/.test(line);
  }

  /** Cancels the statement that is running. @returns false if none is */
  cancel(): boolean {
    this.#cancel?.();
    return this.#cancel !== null;
  }

  /** Drops the statement that is being typed. */
  forget(): void {
    this.#typed = '';
  }

  /** Takes a line, and runs the statements that it ends. @throws UserError if one fails; the others are dropped */
  async take(line: string): Promise<void> {
    if (/^\s*\\/.test(line) && !splitStatements(this.#typed).isOpen)
      return this.#command(line.trim());
    if (!this.isWithin && /^\s*(exit|quit)\s*;?\s*$/i.test(line)) {
      this.#isOver = true;
      return;
    }
    return this.#add(line);
  }

  /**
   * Runs a last statement without a semicolon.
   * @throws UserError if it fails
   */
  async finish(): Promise<void> {
    if (this.isWithin && !isComment(this.#typed)) await this.#add('\n;');
  }

  async #add(line: string): Promise<void> {
    const { statements, rest } = splitStatements(this.isWithin ? `${this.#typed}\n${line}` : line);
    this.#typed = rest;
    for (const statement of statements.filter((one) => !isComment(one))) {
      this.#last = `${statement};`;
      this.onStatement(this.#last);
      await this.#run(statement);
    }
  }

  async #command(line: string): Promise<void> {
    const [name, argument] = line.split(/\s+/);
    if (name === '\\q') this.#isOver = true;
    else if (name === '\\?') process.stdout.write(HELP);
    else if (name === '\\x') {
      this.#isExpanded = !this.#isExpanded;
      process.stdout.write(`Rows are shown as ${this.#isExpanded ? 'records' : 'tables'}.\n`);
    } else if (name === '\\d' && argument === undefined)
      await this.#print(['table', 'rows'], tablesOf(datasets));
    else if (name === '\\d') {
      const table = argument!.replace(/;$/, '').toLowerCase();
      await this.#print(['column', 'type', 'meaning'], await columnRows(this.#lake, table));
    } else if (name === '\\e') await this.#edit();
    else throw new UserError(`Found ${name}, expected one of \\d, \\x, \\e, \\q and \\?`);
  }

  /** Opens an editor with the statement that is being typed, or else with the one before. */
  async #edit(): Promise<void> {
    const edited = inEditor(this.isWithin ? this.#typed : this.#last);
    this.forget();
    if (edited.trim() === '') return;
    process.stdout.write(`${edited.trimEnd()}\n`);
    await this.#add(edited.trimEnd());
  }

  async #run(sql: string): Promise<void> {
    let isCancelled = false;
    let interrupt = () => {};
    this.#cancel = () => {
      isCancelled = true;
      interrupt();
    };
    const refuseCancelled = () => {
      if (isCancelled) throw new UserError('Cancelled.');
    };
    const answer = async (connection: DuckDBConnection) => {
      interrupt = () => connection.interrupt();
      refuseCancelled();
      const statement = await prepared(connection, sql);
      refuseCancelled();
      try {
        const result = await statement.stream();
        await this.#print(result.columnNames(), batchesOf(result), refuseCancelled);
      } catch (error) {
        if (error instanceof UserError) throw error;
        throw cannotRun(describeRowError((error as Error).message, sql), error);
      }
    };
    try {
      await whileAsking(await openLake(this.#lake), dataset, answer, sql);
    } catch (error) {
      refuseCancelled();
      throw inPrompt(error);
    } finally {
      this.#cancel = null;
    }
  }

  async #print(
    columns: readonly string[],
    rows: readonly object[] | AsyncIterable<Row[]>,
    mayGoOn = () => {},
  ): Promise<void> {
    const batches = Symbol.asyncIterator in rows ? rows : inOneBatch(rows as readonly Row[]);
    const { stdout } = process;
    const write = async (part: string) => {
      mayGoOn();
      if (!stdout.write(part)) await once(stdout, 'drain');
    };
    const width = this.#isExpanded ? NO_ROOM : stdout.columns || undefined;
    await writeRows('table', columns, batches, write, { width, isWide: true });
  }
}

/** The statement is not the value of an option here. */
function inPrompt(error: unknown): unknown {
  if (!(error instanceof UserError)) return error;
  const message = error.message.replace(' in --sql', '').replace(/^The query cannot be run: /, '');
  return new LaidOutError(message, { cause: error });
}

function isComment(statement: string): boolean {
  return statement.replace(/--[^\n]*|\/\*[\s\S]*?\*\//g, '').trim() === '';
}

/** @throws UserError if the editor cannot be started or ends in failure */
function inEditor(statement: string): string {
  const editor = process.env.VISUAL || process.env.EDITOR || 'vi';
  const folder = mkdtempSync(join(tmpdir(), 'contact-lake-'));
  try {
    const file = join(folder, 'statement.sql');
    writeFileSync(file, `${statement}\n`);
    // A shell, because the variable may hold options: `code --wait`.
    const { status } = spawnSync('sh', ['-c', `${editor} "$1"`, 'sh', file], { stdio: 'inherit' });
    if (status === 0) return readFileSync(file, 'utf8');
    throw new UserError(
      `The editor ${editor} ended with ${status}, expected 0: $EDITOR names another`,
    );
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
