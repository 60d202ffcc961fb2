/**
 * Each folder of `cases/` is a case of flow logs: `entries.csv` holds the entries in the order of their ids,
 * `contacts.jsonl` rows of contact records, and the other files are as in `../cases/`. All of a case is of an instance
 * of its own, which has the folder's name, so all cases fit into one lake.
 */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { dataset } from '../../../pipeline/datasets/flow-logs/dataset.ts';
import { normalise } from '../../../pipeline/normalise/normalise.ts';
import { anElement, anEnvelope } from '../../pipeline/flow-logs.ts';
import { type Question, readQuestions } from '../cases.ts';
import type { ContactRow } from '../small-lake.ts';

const CASES = new URL('cases', import.meta.url).pathname;
const ACCOUNT = '111122223333';

export interface FlowCase {
  /** Its folder's, and its instance's. */
  readonly name: string;
  /** Rows of the flatfile. */
  readonly entries: readonly ContactRow[];
  readonly contacts: readonly ContactRow[];
  readonly questions: readonly Question[];
  readonly otherFiles: readonly string[];
}

export function readFlowCases(): Promise<FlowCase[]> {
  return Promise.all(readdirSync(CASES).map(readFlowCase));
}

async function readFlowCase(name: string): Promise<FlowCase> {
  const folder = join(CASES, name);
  const instancearn = `arn:aws:connect:eu-west-2:${ACCOUNT}:instance/${name}`;
  const linesOf = (file: string) =>
    readFileSync(join(folder, file), 'utf8').split('\n').filter(Boolean);
  const contacts = linesOf('contacts.jsonl').map((line) => ({ instancearn, ...JSON.parse(line) }));
  const elements = linesOf('entries.csv')
    .slice(1)
    .map((line, place) =>
      anElement(`${name}-${String(place).padStart(2, '0')}`, entryOf(instancearn, line)),
    );
  const entries = await rowsOf(anEnvelope(elements));
  return { name, entries, contacts, ...readQuestions(folder, name) };
}

/** The entry of a line, with what callers typed and functions answered in fields that are not kept. */
function entryOf(instance: string, line: string): string {
  const [ContactId, Timestamp, flow, ContactFlowModuleType, Identifier, Results, error] = line
    .split(',')
    .map((cell) => (cell === '' ? undefined : cell));
  return JSON.stringify({
    ContactId,
    ContactFlowId: `${instance}/contact-flow/f-${flow ?? 'old'}`,
    ContactFlowName: flow,
    ContactFlowModuleType,
    Identifier,
    Timestamp,
    Parameters: { Text: 'a prompt' },
    Results,
    Error: error,
  });
}

/** The rows that normalise makes of the envelope. */
async function rowsOf(envelope: string): Promise<ContactRow[]> {
  let text = '';
  await normalise(dataset, 'raw/flow_logs/2026/03/02/09/case', Buffer.from(envelope), {
    lines: async (bytes) => void (text += Buffer.from(bytes)),
    quarantine: async (bytes) => {
      throw new Error(`A case has an entry that is none: ${Buffer.from(bytes)}`);
    },
  });
  return text
    .split('\n')
    .filter(Boolean)
    .map((line) => JSON.parse(line) as ContactRow);
}
