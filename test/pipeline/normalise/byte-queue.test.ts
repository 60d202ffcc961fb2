/** What goes into a queue comes out of it, in order and once, however large it was made. */
import { expect, test } from 'vitest';
import { ByteQueue } from '../../../pipeline/normalise/byte-queue.ts';

test.each([0, 1, 2, 7, 100])('bytes and texts, in a queue of %d bytes at first', (capacity) => {
  const queue = new ByteQueue(capacity);
  const source = Buffer.from('0123456789');
  queue.append(source, 2, 5);
  queue.appendText('é☎👋');
  queue.append(source, 0, 10);
  queue.appendText('');
  expect(queue.length).toBe(3 + 9 + 10);
  expect(queue.take().toString()).toBe('234é☎👋0123456789');
});

test('a text whose every character takes three bytes, in a queue that is just large enough', () => {
  for (let length = 1; length <= 20; length++) {
    const queue = new ByteQueue(2 * length);
    queue.appendText('☎'.repeat(length));
    expect(queue.take().toString()).toBe('☎'.repeat(length));
  }
});

test('a queue is empty once it was taken or cleared, and what was taken stays', () => {
  const queue = new ByteQueue(4);
  queue.appendText('first');
  const first = queue.take();
  expect(queue.length).toBe(0);
  queue.appendText('other');
  queue.clear();
  expect(queue.length).toBe(0);
  queue.appendText('last!');
  expect(queue.take().toString()).toBe('last!');
  expect(queue.take()).toHaveLength(0);
  expect(first.toString()).toBe('first');
});

test('bytes that are much more than twice the queue', () => {
  const queue = new ByteQueue(1);
  const many = Buffer.alloc(1000, 'x');
  queue.appendText('a');
  queue.append(many, 0, 1000);
  expect(queue.take().toString()).toBe(`a${'x'.repeat(1000)}`);
});
