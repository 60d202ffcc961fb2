import { describe, expect, it } from 'vitest';
import { groupedBy, objectsOf } from '../agents/events.ts';
import { outsideTheModel, readModel } from '../model.ts';
import { generated, type Json, latestOf, recordsOf } from '../stream.ts';

const world = generated(3_000, 43, {
  days: 4,
  lastDay: '2026-10-22',
  otherDays: 'all',
  otherKinds: ['contact-evaluations'],
});

interface Landed {
  readonly key: string;
  readonly json: Json;
}

const objects: readonly Landed[] = objectsOf(world, 'contact-evaluations').map(
  ({ key, bytes }) => ({
    key,
    json: JSON.parse(Buffer.from(bytes).toString('utf8')),
  }),
);
const byEvaluation = groupedBy(objects, ({ json }) => json.evaluationId as string);
const isDeletion = ({ key }: Landed) => key.endsWith('_DELETED.json');

/** The contact records by their id, in their last version. */
const records = latestOf(recordsOf(objectsOf(world, 'contact-records')));

describe('the simulated evaluations', () => {
  it('are one to an object, named as Connect names them and delivered by the hour', () => {
    for (const { key, json } of objects) {
      const [, hour, stamp, id] =
        /^(\d{4}\/\d\d\/\d\d\/\d\d)\/(\d{4}(?:_\d\d){5}\.000)Z-([0-9a-f-]{36})-v3_1(?:_DELETED)?\.json$/.exec(
          key,
        )!;
      expect(id).toBe(json.evaluationId);
      expect(hour!.replaceAll('/', '_') >= stamp!.slice(0, 13)).toBe(true);
    }
    expect(objects.length).toBe(world.sheet.evaluations!.objects_delivered);
  });

  it('keep to the model, but for answers that are numbers', () => {
    const model = readModel('contact-evaluations');
    const outside = objects.flatMap(({ json }) => outsideTheModel(json, model));
    expect(outside.length).toBeGreaterThan(0);
    expect(outside.filter((path) => !/^questions\[\d+\]\.answer\.value$/.test(path))).toEqual([]);
  });

  it('are of a few percent of the contacts with an agent, and agree with their records', () => {
    const handled = [...records.values()].filter(({ Agent }) => Agent?.ConnectedToAgentTimestamp);
    const evaluated = new Set(objects.map(({ json }) => json.metadata.contactId as string));
    expect(evaluated.size / handled.length).toBeGreaterThan(0.02);
    expect(evaluated.size / handled.length).toBeLessThan(0.08);
    for (const { json } of objects) {
      const record = records.get(json.metadata.contactId)!;
      expect(record.Agent.ARN.split('/').at(-1)).toBe(json.metadata.agentId);
      expect(record.InstanceARN.split('/').at(-1)).toBe(json.metadata.instanceId);
      expect(json.metadata.evaluationStartTimestamp > record.DisconnectTimestamp).toBe(true);
    }
  });

  it('are resubmitted, deleted and delivered again now and then, and calibrated by three', () => {
    const histories = [...byEvaluation.values()];
    const submitted = histories.map(
      (history) => new Set(history.map(({ json }) => json.metadata.evaluationSubmitTimestamp)).size,
    );
    expect(Math.max(...submitted)).toBe(2);
    expect(histories.filter((history) => history.some(isDeletion)).length).toBeGreaterThan(0);
    const names = objects.map(({ key }) => key.slice(14));
    expect(new Set(names).size).toBeLessThan(names.length);
    const calibrations = groupedBy(
      histories.map(([first]) => first!.json.metadata).filter((one) => one.calibrationSessionId),
      (one) => one.calibrationSessionId as string,
    );
    const sessions = [...calibrations.values()];
    expect(sessions.some((session) => session.length === 3)).toBe(true);
    for (const session of sessions)
      expect(new Set(session.map((one) => one.contactId)).size).toBe(1);
  });

  it('do not change what they were begun with', () => {
    for (const history of byEvaluation.values()) {
      const begun = history.map(({ json: { metadata } }) => [
        metadata.evaluationStartTimestamp,
        metadata.evaluationDefinitionVersion,
        metadata.contactId,
      ]);
      expect(new Set(begun.map(String)).size).toBe(1);
    }
  });

  it('score 0 if an answer fails the form, and otherwise between their lowest and highest question', () => {
    let failed = 0;
    for (const { json } of objects) {
      const fails = json.questions.some(({ score }: Json) => score?.automaticFail);
      expect(json.metadata.score.automaticFail).toBe(fails);
      if (fails) failed++;
      const counting = json.questions.flatMap(({ score }: Json) =>
        score === undefined || score.notApplicable ? [] : score.percentage,
      );
      if (fails) expect(json.metadata.score.percentage).toBe(0);
      else {
        expect(json.metadata.score.percentage).toBeGreaterThanOrEqual(Math.min(...counting));
        expect(json.metadata.score.percentage).toBeLessThanOrEqual(Math.max(...counting));
      }
    }
    expect(failed).toBeGreaterThan(0);
  });
});
