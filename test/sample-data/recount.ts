import { type Json, seconds } from './stream.ts';

/**
 * A second, plain way to some of the answers: from the records as they were delivered, by the letter
 * of the metric definitions. It shares nothing with the answer sheet's own way, the event log.
 */

const INCOMING = ['INBOUND', 'TRANSFER', 'QUEUE_TRANSFER'];
const NO_CALLER = ['', 'anonymous', 'unknown', 'unavailable', 'restricted', 'private', 'withheld'];
const DAY_SECONDS = 86_400;

export const isQueued = (record: Json): boolean => Boolean(record.Queue?.EnqueueTimestamp);
export const isHandled = (record: Json): boolean =>
  Boolean(record.Agent?.ConnectedToAgentTimestamp);
export const isAbandoned = (record: Json): boolean =>
  isQueued(record) &&
  !isHandled(record) &&
  record.NextContactId === null &&
  !(record.PreDisconnectState === 'IN_QUEUE' && record.TransferCompletedTimestamp !== null);
/** The queue's name and kind, by what the record says of it. */
const queueOf = ({ Queue }: Json): Json[] => [
  Queue?.Name ?? null,
  Queue && (Queue.ARN.includes('/queue/agent/') ? 'agent' : 'standard'),
];
const waitOf = (record: Json): number | null => (isQueued(record) ? record.Queue.Duration : null);
const isAnswered = (record: Json): boolean => isHandled(record) && waitOf(record) !== null;

function count(records: readonly Json[], test: (record: Json) => boolean): number {
  return records.filter(test).length;
}

function grouped(
  records: readonly Json[],
  key: (record: Json) => readonly Json[],
): Map<string, Json[]> {
  const groups = new Map<string, Json[]>();
  for (const record of records) {
    const name = JSON.stringify(key(record));
    const group = groups.get(name);
    if (group === undefined) groups.set(name, [record]);
    else group.push(record);
  }
  return groups;
}

const ended = (records: readonly Json[]) => records.filter((record) => record.DisconnectTimestamp);
const utcDay = (record: Json): string => record.DisconnectTimestamp.slice(0, 10);

export function contactsByDayAndChannel(records: readonly Json[]): Json[][] {
  return [...grouped(ended(records), (record) => [utcDay(record), record.Channel])].map(
    ([key, group]) => [
      ...JSON.parse(key),
      group.length,
      count(group, (record) => INCOMING.includes(record.InitiationMethod)),
      count(group, isQueued),
      count(group, isHandled),
      count(group, (record) => isHandled(record) && INCOMING.includes(record.InitiationMethod)),
      count(group, (record) => isHandled(record) && record.InitiationMethod === 'OUTBOUND'),
      count(group, isAbandoned),
    ],
  );
}

export function serviceLevel(
  records: readonly Json[],
  within: (wait: number) => boolean,
): Json[][] {
  const isWithin = (record: Json) => waitOf(record) !== null && within(waitOf(record)!);
  const queued = ended(records).filter(isQueued);
  return [...grouped(queued, (record) => [utcDay(record), ...queueOf(record)])].map(
    ([key, group]) => [
      ...JSON.parse(key),
      group.length,
      count(group, isAnswered),
      count(group, isWithin),
      count(group, (record) => isAnswered(record) && isWithin(record)),
      count(group, (record) => isAbandoned(record) && waitOf(record) !== null && !isWithin(record)),
      count(group, isWithin) / group.length,
    ],
  );
}

export function waitPercentiles(records: readonly Json[]): Json[][] {
  const waited = ended(records).filter(
    (record) => waitOf(record) !== null && (isAnswered(record) || isAbandoned(record)),
  );
  const outcome = (record: Json) => (isAnswered(record) ? 'answered' : 'abandoned');
  return [...grouped(waited, (record) => [...queueOf(record), outcome(record)])].map(
    ([key, group]) => {
      const waits = group.map((record) => waitOf(record)!).sort((left, right) => left - right);
      const rank = (share: number) => waits[Math.ceil(share * waits.length) - 1];
      return [...JSON.parse(key), waits.length, rank(0.5), rank(0.9), waits.at(-1)];
    },
  );
}

export function handleTimes(records: readonly Json[]): Json[][] {
  const parts = ({ Agent }: Json) => [
    Agent?.AgentInteractionDuration,
    Agent?.CustomerHoldDuration,
    Agent?.AfterContactWorkDuration,
    Agent?.AgentPauseDuration,
  ];
  const timed = ended(records).filter((record) =>
    parts(record).some((part) => typeof part === 'number'),
  );
  const total = (record: Json) => parts(record).reduce((sum, part) => sum + (part ?? 0), 0);
  return [...grouped(timed, (record) => [...queueOf(record), record.Channel])].map(
    ([key, group]) => {
      const holds = group.filter(
        (record) =>
          isHandled(record) &&
          (record.Agent.CustomerHoldDuration !== null || record.Agent.NumberOfHolds !== null),
      );
      const held = holds.reduce((sum, record) => sum + (record.Agent.CustomerHoldDuration ?? 0), 0);
      return [
        ...JSON.parse(key),
        group.length,
        group.reduce((sum, record) => sum + total(record), 0),
        holds.length === 0 ? null : held / holds.length,
      ];
    },
  );
}

export function repeatContacts(records: readonly Json[], windowDays: number): Json[][] {
  const asOf = Math.max(...records.map((record) => seconds(record.InitiationTimestamp)!));
  const isFirst = (record: Json) =>
    record.InitiationMethod === 'INBOUND' &&
    record.PreviousContactId === null &&
    [null, record.ContactId].includes(record.InitialContactId);
  const isKnown = ({ CustomerEndpoint }: Json) =>
    CustomerEndpoint !== null && !NO_CALLER.includes(CustomerEndpoint.Address.trim().toLowerCase());
  const first = records.filter((record) => isFirst(record) && isKnown(record));
  const byCaller = grouped(first, (record) => [record.CustomerEndpoint.Address]);
  const window = windowDays * DAY_SECONDS;
  const fate = (record: Json): string => {
    const at = seconds(record.InitiationTimestamp)!;
    if (at + window > asOf) return 'unknown';
    const same = byCaller.get(JSON.stringify([record.CustomerEndpoint.Address]))!;
    const gaps = same.map((other) => seconds(other.InitiationTimestamp)! - at);
    return gaps.some((gap) => gap > 0 && gap <= window) ? 'repeated' : 'resolved';
  };
  return [...grouped(first, (record) => [record.InitiationTimestamp.slice(0, 10)])].map(
    ([key, group]) => {
      const fates = group.map(fate);
      const of = (wanted: string) => fates.filter((one) => one === wanted).length;
      return [...JSON.parse(key), group.length, of('repeated'), of('resolved'), of('unknown')];
    },
  );
}

/** Peaks of one channel's half-hours, by stepping through every second. */
export function peaks(records: readonly Json[], channel: string): Json[][] {
  const spans = ended(records)
    .filter((record) => record.Channel === channel)
    .map((record) => [seconds(record.InitiationTimestamp)!, seconds(record.DisconnectTimestamp)!]);
  const start = Math.floor(Math.min(...spans.map(([from]) => from!)) / 1_800) * 1_800;
  const active = new Uint16Array(Math.max(...spans.map(([, to]) => to!)) - start + 1_800);
  for (const [from, to] of spans) for (let at = from!; at < to!; at++) active[at - start]! += 1;
  const rows: Json[][] = [];
  for (let at = 0; at < active.length; at += 1_800) {
    const peak = Math.max(...active.subarray(at, at + 1_800));
    const interval = new Date((start + at) * 1_000).toISOString().slice(0, 19).replace('T', ' ');
    if (peak > 0) rows.push([interval, channel, peak]);
  }
  return rows;
}

export function dataQuality(all: readonly Json[], latest: readonly Json[]): number[] {
  const versions = new Map<string, Set<string>>();
  for (const { ContactId, LastUpdateTimestamp } of all) {
    const known = versions.get(ContactId) ?? new Set();
    versions.set(ContactId, known.add(LastUpdateTimestamp));
  }
  const counts = [...versions.values()].map((known) => known.size);
  const isLate = (record: Json) =>
    record.DisconnectTimestamp !== null &&
    seconds(record.LastUpdateTimestamp)! > seconds(record.DisconnectTimestamp)! + DAY_SECONDS;
  return [
    versions.size,
    counts.filter((known) => known > 1).length,
    counts.reduce((sum, known) => sum + known, 0),
    Math.max(...counts),
    count(latest, isLate),
  ];
}

export function redactions(records: readonly Json[]): Json[][] {
  const categories = records.flatMap((record) => {
    const marker: string | undefined =
      record.SegmentAttributes['connect:RedactedFields']?.ValueString;
    return marker === undefined ? [] : marker.split(',');
  });
  return [...grouped(categories, (category) => [category])].map(([key, group]) => [
    ...JSON.parse(key),
    group.length,
  ]);
}

export function languages(records: readonly Json[]): Json[][] {
  const language = ({ Attributes }: Json) => Attributes.Language ?? Attributes.language ?? null;
  return [...grouped(ended(records), (record) => [language(record)])].map(([key, group]) => [
    ...JSON.parse(key),
    group.length,
    count(group, isQueued),
    count(group, isHandled),
    count(group, isAbandoned),
  ]);
}

export function journeys(records: readonly Json[]): Json[][] {
  const chains = grouped(records, (record) => [record.InitialContactId ?? record.ContactId]);
  const whole = [...chains.values()].filter((chain) =>
    chain.some((record) => record.DisconnectTimestamp),
  );
  return [...grouped(whole, (chain) => [chain.length])].map(([key, group]) => [
    ...JSON.parse(key),
    group.length,
    group.flat().filter((record) => /TRANSFER$/.test(record.InitiationMethod)).length,
    group.flat().filter(isHandled).length,
  ]);
}

export function callbacks(records: readonly Json[]): Json[] {
  const chains = grouped(records, (record) => [record.InitialContactId ?? record.ContactId]);
  const legs = [...chains.values()]
    .map((chain) => chain.filter((record) => /^CALLBACK/.test(record.InitiationMethod)))
    .filter((chain) => chain.length > 0);
  const dialled = (record: Json) =>
    /DIALED$/.test(record.InitiationMethod) ||
    (record.InitiationMethod === 'CALLBACK' && isHandled(record));
  const answered = legs.filter((chain) => chain.some(isHandled));
  return [
    legs.length,
    legs.filter((chain) => chain.some(dialled)).length,
    answered.length,
    legs.filter((chain) => !chain.some(isHandled) && chain.some(isAbandoned)).length,
  ];
}
