import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { allLeaves, LEAVES_IN_MODEL, leavesFilled, outsideTheModel, readModel } from './model.ts';
import type { Json } from './stream.ts';

const FOLDER = new URL('../../sample-data/records/', import.meta.url);

function recordsIn(folder: URL): readonly (readonly [string, Json])[] {
  const files = readdirSync(folder).filter((name) => name.endsWith('.json'));
  return files.map((file) => [file, JSON.parse(readFileSync(new URL(file, folder), 'utf8'))]);
}

const records = recordsIn(FOLDER);
const files = records.map(([file]) => file);

describe('the sample records', () => {
  it('are one per channel, a real one, and one with routing criteria', () => {
    expect(files.toSorted()).toEqual([
      'chat.json',
      'email.json',
      'routing.json',
      'task.json',
      'voice-2022.json',
    ]);
    const channels = new Set(records.map(([, record]) => record.Channel));
    expect(channels).toEqual(new Set(['VOICE', 'CHAT', 'TASK', 'EMAIL']));
  });

  it.each(records)('%s keeps to the model', (_file, record) => {
    expect(outsideTheModel(record)).toEqual([]);
  });

  it('fill every leaf of the model between them', () => {
    const leaves = allLeaves();
    expect(leaves.length).toBe(LEAVES_IN_MODEL);
    const filled = new Set(records.flatMap(([, record]) => leavesFilled(record)));
    expect(leaves.filter((leaf) => !filled.has(leaf))).toEqual([]);
  });
});

describe('the sample agent events', () => {
  const model = readModel('agent-events');
  const events = recordsIn(new URL('agent-events/', FOLDER));

  it('are of every type, and of the years in which their form changed', () => {
    const years = new Set(events.map(([, event]) => event.EventTimestamp.slice(0, 4)));
    expect([...years].sort()).toEqual(['2018', '2019', '2022', '2026']);
    const types = new Set(events.map(([, event]) => event.EventType));
    expect([...types].sort()).toEqual(['HEART_BEAT', 'LOGIN', 'LOGOUT', 'STATE_CHANGE']);
  });

  it.each(events)('%s keeps to the model', (_file, event) => {
    expect(outsideTheModel(event, model)).toEqual([]);
  });

  it('fill every leaf of the model between them', () => {
    const leaves = allLeaves(model);
    expect(leaves.length).toBe(model.counts.leaves);
    const filled = new Set(events.flatMap(([, event]) => leavesFilled(event, model)));
    expect(leaves.filter((leaf) => !filled.has(leaf))).toEqual([]);
  });

  it('have the old forms: no type, no next status or one under another name, whole seconds only', () => {
    const byName = Object.fromEntries(events);
    const first = byName['log-in-2018.json'];
    expect(first.PreviousAgentSnapshot).toBeNull();
    expect(first.CurrentAgentSnapshot.AgentStatus.Type).toBeUndefined();
    expect(first.CurrentAgentSnapshot.NextAgentStatus).toBeUndefined();
    const ended = byName['ended-2019.json'];
    expect(ended.EventTimestamp).toMatch(/:(\d\d)\.0\1Z$/);
    expect(ended.CurrentAgentSnapshot.NextAgentStatus.EnqueueTimestamp).toMatch(/:(\d\d)\.0\1Z$/);
  });
});

describe('the sample evaluations', () => {
  const model = readModel('contact-evaluations');
  const evaluations = recordsIn(new URL('contact-evaluations/', FOLDER));

  it('are of every source, and of the years in which their form changed', () => {
    const versions = new Set(evaluations.map(([, { schemaVersion }]) => schemaVersion));
    expect([...versions].sort()).toEqual(['3.1', '3.3', '3.5']);
    const sources = new Set(evaluations.map(([, { metadata }]) => metadata.evaluationSource));
    expect(sources).toEqual(new Set([undefined, 'MANUAL', 'AUTOMATED', 'ASSISTED_BY_AUTOMATION']));
  });

  it.each(evaluations)(
    '%s keeps to the model, but for answers that are numbers',
    (_file, record) => {
      const outside = outsideTheModel(record, model);
      expect(outside.filter((path) => !/^questions\[\d+\]\.answer\.value$/.test(path))).toEqual([]);
    },
  );

  it('fill every leaf of the model between them', () => {
    const leaves = allLeaves(model);
    expect(leaves.length).toBe(model.counts.leaves);
    const filled = new Set(evaluations.flatMap(([, one]) => leavesFilled(one, model)));
    expect(leaves.filter((leaf) => !filled.has(leaf))).toEqual([]);
  });
});

describe('the sample files of Contact Lens', () => {
  const files = recordsIn(new URL('contact-lens/', FOLDER));
  const byName = Object.fromEntries(files);
  const channels = [
    ['VOICE', readModel('contact-lens-voice')],
    ['CHAT', readModel('contact-lens-chat')],
  ] as const;
  const ofChannel = (channel: string) => files.filter(([, file]) => file.Channel === channel);

  it('are of every version, original and redacted', () => {
    const versions = new Set(files.map(([, { Version }]) => Version));
    expect([...versions].sort()).toEqual(['1.0.0', '1.1.0', 'CHAT-2022-11-30', 'VOICE-2022-11-30']);
    const outputs = new Set(files.map(([, { ContentMetadata }]) => ContentMetadata?.Output));
    expect(outputs).toEqual(new Set([undefined, 'Raw', 'Redacted']));
  });

  describe.each(channels)('%s', (channel, model) => {
    it.each(ofChannel(channel))('%s keeps to the model', (_name, file) => {
      expect(outsideTheModel(file, model)).toEqual([]);
    });

    it('fill every leaf of the model between them', () => {
      const leaves = allLeaves(model);
      expect(leaves.length).toBe(model.counts.leaves);
      const filled = new Set(ofChannel(channel).flatMap(([, file]) => leavesFilled(file, model)));
      expect(leaves.filter((leaf) => !filled.has(leaf))).toEqual([]);
    });
  });

  it('are on several lines, as Contact Lens writes them', () => {
    const folder = new URL('contact-lens/', FOLDER);
    for (const [name] of files)
      expect(readFileSync(new URL(name, folder), 'utf8')).toMatch(/^\{\n {2}"/);
  });

  it('have the old forms: free ids of participants, and the items of a chat beside its summary', () => {
    const [agent] = byName['call-2020.json'].Participants;
    expect(agent.ParticipantRole).toBe('AGENT');
    expect(byName['call-2020.json'].Transcript[0].ParticipantId).toBe(agent.ParticipantId);
    const { ContactSummary, SummaryItemsDetected } =
      byName['chat-2023.json'].ConversationCharacteristics;
    expect(ContactSummary.SummaryItemsDetected).toBeUndefined();
    expect(SummaryItemsDetected).toHaveLength(1);
  });
});

describe('the sample contact events', () => {
  const model = readModel('contact-events');
  const events = recordsIn(new URL('contact-events/', FOLDER));

  it('are of several years, channels and types', () => {
    const years = new Set(events.map(([, event]) => event.time.slice(0, 4)));
    expect([...years].sort()).toEqual(['2022', '2023', '2024', '2026']);
    const channels = new Set(events.map(([, { detail }]) => detail.channel));
    expect([...channels].sort()).toEqual(['CHAT', 'TASK', 'VOICE', 'Voice']);
    expect(new Set(events.map(([, { detail }]) => detail.eventType)).size).toBe(events.length);
  });

  it.each(events)('%s keeps to the model, but for what is kept as JSON', (_file, event) => {
    const free = ['detail.outboundStrategy', 'detail.routingCriteria'];
    const outside = outsideTheModel(event, model).filter((path) => !free.includes(path));
    expect(outside).toEqual([]);
  });

  it('fill every leaf of the model between them', () => {
    const leaves = allLeaves(model);
    expect(leaves.length).toBe(model.counts.leaves);
    const filled = new Set(events.flatMap(([, event]) => leavesFilled(event, model)));
    expect(leaves.filter((leaf) => !filled.has(leaf))).toEqual([]);
  });
});
