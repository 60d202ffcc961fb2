import type { AgentAnswers } from './agent-answers.ts';
import type { AnalysisAnswers } from './analysis-answers.ts';
import type { AnswerEntry } from './answer.ts';
import type { ContactEventAnswers } from './contact-event-answers.ts';
import type { EvaluationAnswers } from './evaluation-answers.ts';
import type { FlowAnswers } from './flow-answers.ts';

export type { AnswerEntry, Value } from './answer.ts';

/** The figures of a generated stream, and the expected answer of every saved query over it. */
export interface AnswerSheet {
  /** Distinct contact segments. */
  readonly contacts: number;
  /** Records in the raw objects: every version, every re-delivery, every malformed one. */
  readonly records_delivered: number;
  readonly malformed_records: number;
  readonly seed: number;
  /** The first and last UTC day on which customers make contact, 'YYYY-MM-DD'. */
  readonly first_day: string;
  readonly last_day: string;
  /** The centre's own time zone. */
  readonly time_zone: string;
  /** A query's first entry has default parameters (intraday-heat-map: the centre's zone); variants follow. */
  readonly queries: readonly AnswerEntry[];
  /** Only where agents' events are generated too. */
  readonly agents?: AgentAnswers;
  /** Only where analyses of calls and chats are generated too. */
  readonly analyses?: AnalysisAnswers;
  /** Only where evaluations are generated too. */
  readonly evaluations?: EvaluationAnswers;
  /** Only where flow logs are generated too. */
  readonly flows?: FlowAnswers;
  /** Only where contacts' events are generated too. */
  readonly contact_events?: ContactEventAnswers;
}
