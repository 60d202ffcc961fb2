import { type AgentLog, NO_AGENT_LOG } from '../generator/agent-log.ts';
import { agentEvents } from './agent-events.ts';
import { contactEvaluations } from './contact-evaluations.ts';
import { contactEvents } from './contact-events.ts';
import { contactLens } from './contact-lens.ts';
import { flowLogs } from './flow-logs.ts';
import type { Side, SideMaker } from './side.ts';

/** All that a simulated centre can emit beside its contact records, in the order in which its sides follow the simulation. */
const MAKERS: readonly SideMaker[] = [
  agentEvents,
  contactLens,
  contactEvaluations,
  flowLogs,
  contactEvents,
];

/** The datasets that there are records of beside contact records: `agent-events`. */
export const OTHER_KINDS: readonly string[] = MAKERS.flatMap(({ kinds }) => kinds);

/** @param kinds the datasets that are wanted */
export function makersOf(kinds: readonly string[]): readonly SideMaker[] {
  return MAKERS.filter((maker) => maker.kinds.some((kind) => kinds.includes(kind)));
}

/** Passes what happens to agents on to all sides that follow it. */
export function agentLogOf(sides: readonly Side[]): AgentLog {
  const logs = sides.flatMap(({ agentLog }) => agentLog ?? []);
  if (logs.length < 2) return logs[0] ?? NO_AGENT_LOG;
  const toAll = (what: (log: AgentLog) => void) => logs.forEach(what);
  return {
    plans: (...facts) => toAll((log) => log.plans(...facts)),
    shift: (...facts) => toAll((log) => log.shift(...facts)),
    occupied: (...facts) => toAll((log) => log.occupied(...facts)),
    sees: (...facts) => toAll((log) => log.sees(...facts)),
    misses: (...facts) => toAll((log) => log.misses(...facts)),
    ends: (...facts) => toAll((log) => log.ends(...facts)),
    loses: (...facts) => toAll((log) => log.loses(...facts)),
    listens: (...facts) => toAll((log) => log.listens(...facts)),
  };
}
