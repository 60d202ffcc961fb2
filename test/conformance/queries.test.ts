/**
 * Every saved query, every query of the page and every view, its text unchanged, in Trino (whose
 * version Athena is made of) over Parquet files on S3, and in DuckDB: the answers are equal, and
 * equal to the answer sheet. A million contacts are taken when asked:
 * `MILLION=1 npx vitest run --project whole test/conformance`; any other number is how many.
 */
import { afterAll, beforeAll } from 'vitest';
import { describeOnTrino } from '../engines/on-trino.ts';
import { agentEvents } from './agent-events.ts';
import { contactEvaluations } from './contact-evaluations.ts';
import { contactEvents } from './contact-events.ts';
import { contactLens } from './contact-lens.ts';
import { type Engines, openEngines } from './engines.ts';
import { flowLogs } from './flow-logs.ts';
import { functions } from './functions.ts';
import { generatedLake } from './generated-lake.ts';
import { handWrittenCases } from './hand-written-cases.ts';
import { liveViews } from './live-views.ts';
import { viewColumns } from './view-columns.ts';

const FEW = 3_000;
const ASKED = process.env.MILLION;

describeOnTrino('Trino and DuckDB', () => {
  let engines: Engines;
  beforeAll(async () => {
    engines = await openEngines();
  });
  afterAll(() => engines?.close());

  functions(() => engines);
  viewColumns(() => engines);
  liveViews(() => engines);
  handWrittenCases(() => engines);
  agentEvents(() => engines);
  contactEvaluations(() => engines);
  flowLogs(() => engines);
  contactEvents(() => engines);
  contactLens(() => engines);
  generatedLake(FEW, () => engines);
  if (ASKED) generatedLake(ASKED === '1' ? 1_000_000 : Number(ASKED), () => engines);
});
