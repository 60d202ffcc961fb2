/** A deployed stack is looked at, diagnosed and redriven by the program that a user runs. */
import { afterAll, beforeAll, describe, expect } from 'vitest';
import { start, test } from '../cli/contact-lake.ts';
import { describeOnMiniStack } from '../engines/on-ministack.ts';
import { describeDeadLetters } from './deployed/dead-letters.ts';
import { describeDoctor } from './deployed/doctor.ts';
import { describeErase } from './deployed/erase.ts';
import { describeQuickSight } from './deployed/quicksight.ts';
import { STACK, StackUnderTest } from './deployed/stack-under-test.ts';
import { describeStatus } from './deployed/status.ts';
import { describeWalk } from './deployed/walk.ts';
import { environmentOf } from './emulator.ts';
import type { Interference } from './proxy.ts';

// One file, and a module for each subject, as each file would start an emulator of its own.
describeOnMiniStack('a deployed stack', () => {
  const stack = new StackUnderTest();

  beforeAll(() => stack.launch());
  afterAll(() => stack.stop());

  describe('status', () => describeStatus(stack));
  describe('doctor', () => describeDoctor(stack));
  describe('dead letters', () => describeDeadLetters(stack));
  describe('walk', () => describeWalk(stack));
  describe('erase', () => describeErase(stack));
  describe('QuickSight', () => describeQuickSight(stack));

  test('cost measures the stack by its runs and crawls', async ({ folder }) => {
    const ago = (hours: number) => Math.floor((Date.now() - hours * 3_600_000) / 1000);
    const run = (hours: number, seconds: number, more: object = {}) => ({
      Id: `jr_${hours}`,
      JobRunState: 'SUCCEEDED',
      StartedOn: ago(hours),
      ExecutionTime: seconds,
      ...more,
    });
    const runs = [
      run(0.1, 0, { JobRunState: 'RUNNING' }),
      // Billed by what was used, by a minute at least, or also when it failed.
      run(24, 600, { DPUSeconds: 1800 }),
      run(36, 20, { MaxCapacity: 10 }),
      run(48, 120, { MaxCapacity: 10, JobRunState: 'FAILED' }),
      run(31 * 24, 9999, { DPUSeconds: 99_999 }),
    ];
    const measured = {
      GetJobRuns: async () => ({ status: 200, body: { JobRuns: runs } }),
      ListCrawls: async () => ({
        status: 200,
        body: {
          Crawls: [
            { StartTime: ago(30), DPUHour: 0.5 },
            { StartTime: ago(900), DPUHour: 7 },
          ],
        },
      }),
    };
    const cost = async (interferences: Record<string, Interference>, ...args: string[]) => {
      const { endpoint } = await stack.throughProxy(interferences);
      const env = environmentOf({ ...stack.lake.aws, endpoint }, folder);
      return start(folder, ['cost', '--contacts', '1000', '--stack', STACK, ...args], { env })
        .ended;
    };
    const { stdout, stderr } = await cost(measured, '--json');
    expect(stderr).toBe('');
    const bill = JSON.parse(stdout);
    // In two days 1,800 + 600 + 1,200 DPU-seconds, one DPU-hour; a month has 15.2 times as much.
    expect(bill.measured).toMatchObject({ runs: 3, crawls: 1 });
    expect(bill.measured.job_dpu_hours).toBeCloseTo(15.2, 2);
    expect(bill.measured.crawler_dpu_hours).toBeCloseTo(7.6, 2);
    const line = bill.contact_lake.lines.find((one: { item: string }) =>
      one.item.startsWith('conversion'),
    );
    expect(line.quantity).toBeCloseTo(15.2, 2);
    const answer = await cost(measured);
    expect(answer.stdout).toMatch(/^Measured: 3 runs of the conversion and 1 crawl in 2\.0 days$/m);
    expect(answer.stdout).toMatch(/from these guesses: log_bytes_a_run [\d,/]+$/m);
    const young = await cost({ ...measured, GetJobRuns: async () => ({ status: 200, body: {} }) });
    expect(young).toMatchObject({ code: 1, stdout: '' });
    expect(young.stderr).toMatch(/^The stack contact-lake has no runs of a whole day yet, /);
  });

  test('its views have the limit of silence that it was launched with', async () => {
    expect(await stack.lake.viewSql('agent_as_seen')).toContain(
      'SELECT 600 AS agent_stale_seconds',
    );
  });

  test('query needs only the stack’s name', async ({ folder }) => {
    const args = ['--stack', STACK, '--sql', 'SELECT 1 AS one'];
    const { code, stdout } = await stack.run(folder, ['query', ...args, '--format', 'csv']);
    expect({ code, stdout }).toEqual({ code: 0, stdout: 'one\r\n1\r\n' });
  });

  test('a stack that does not exist is reported', async ({ folder }) => {
    const { code, stderr } = await stack.run(folder, ['doctor', '--stack', 'nowhere']);
    expect({ code, stderr }).toEqual({
      code: 1,
      stderr: 'There is no stack nowhere in eu-west-1\n',
    });
  });
});
