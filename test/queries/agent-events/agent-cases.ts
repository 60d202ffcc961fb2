/**
 * Each folder of `cases/` is a case of agent events: `events.jsonl` holds events as Connect delivers them,
 * without the fields that are the same in all of them, `schedule.csv` what was scheduled, in some of them, and the
 * other files are as in `../cases/`. The events
 * of a case are of an instance of their own, which has the folder's name, so all cases fit into one lake.
 */
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { type Question, readQuestions } from '../cases.ts';
import type { AgentEvent } from './agent-lake.ts';

const CASES = new URL('cases', import.meta.url).pathname;
const SCHEDULE = 'schedule.csv';
const ACCOUNT = '111122223333';

export interface AgentCase {
  /** Its folder's, and its instance's. */
  readonly name: string;
  readonly events: readonly AgentEvent[];
  /** The path of its file; null if it has none. */
  readonly schedule: string | null;
  readonly questions: readonly Question[];
  /** Files of the folder that hold no question. */
  readonly otherFiles: readonly string[];
}

/** The case with rows for all instances, which would show in the answers of all others. */
export const FOR_ALL = readCase(new URL('.', import.meta.url).pathname, 'for-all');

export function readAgentCases(): AgentCase[] {
  return readdirSync(CASES).map((name) => readCase(CASES, name));
}

function readCase(parent: string, name: string): AgentCase {
  const folder = join(parent, name);
  const lines = readFileSync(join(folder, 'events.jsonl'), 'utf8').split('\n').filter(Boolean);
  const common = {
    AWSAccountId: ACCOUNT,
    InstanceARN: `arn:aws:connect:eu-west-2:${ACCOUNT}:instance/${name}`,
    Version: '2017-10-01',
  };
  const schedule = join(folder, SCHEDULE);
  const { questions, otherFiles } = readQuestions(folder, name);
  return {
    name,
    schedule: existsSync(schedule) ? schedule : null,
    events: lines.map((line) => ({ ...common, ...(JSON.parse(line) as AgentEvent) })),
    questions,
    otherFiles: otherFiles.filter((file) => file !== SCHEDULE),
  };
}
