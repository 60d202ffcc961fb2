/**
 * Each folder of `cases/` is a case of evaluations: `objects.jsonl` holds the objects as Connect writes them, in the
 * order in which they come, each with its path; `contacts.jsonl`, if it is there, the evaluated contacts, rows of
 * `ctr`. The other files are as in `../cases/`. The evaluations and contacts of a case are of an instance of their
 * own, which has the folder's name, so all cases fit into one lake.
 */
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { type Question, readQuestions } from '../cases.ts';
import type { ContactRow, Json } from '../small-lake.ts';
import type { SourceObject } from '../taken-in.ts';

const CASES = new URL('cases', import.meta.url).pathname;
const ACCOUNT = '111122223333';

export interface EvaluationCase {
  /** Its folder's, and its instance's. */
  readonly name: string;
  readonly objects: readonly SourceObject[];
  readonly contacts: readonly ContactRow[];
  readonly questions: readonly Question[];
  /** Files of the folder that hold no question. */
  readonly otherFiles: readonly string[];
}

interface Line {
  readonly path: string;
  readonly record: { readonly metadata: { readonly [name: string]: Json } };
}

export function readEvaluationCases(): EvaluationCase[] {
  return readdirSync(CASES).map((name) => {
    const folder = join(CASES, name);
    const common = { accountId: ACCOUNT, instanceId: name };
    const instancearn = `arn:aws:connect:eu-west-2:${ACCOUNT}:instance/${name}`;
    return {
      name,
      objects: linesOf<Line>(join(folder, 'objects.jsonl')).map(({ path, record }) => ({
        path,
        content: { ...record, metadata: { ...common, ...record.metadata } },
      })),
      contacts: linesOf<ContactRow>(join(folder, 'contacts.jsonl')).map((row) => ({
        ...row,
        instancearn,
      })),
      ...readQuestions(folder, name),
    };
  });
}

function linesOf<T>(file: string): T[] {
  if (!existsSync(file)) return [];
  const lines = readFileSync(file, 'utf8').split('\n').filter(Boolean);
  return lines.map((line) => JSON.parse(line) as T);
}
