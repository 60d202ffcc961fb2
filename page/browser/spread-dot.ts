import type { Comparison } from '../peers.ts';
import { h } from './dom.ts';

/** The strip reaches this many standard deviations to either side. */
const REACH = 5;

/** The agent's place on the spread of equal agents: a band where 95 % of these are, and a dot. */
export function spreadDot({ deviations, verdict }: Comparison): HTMLElement {
  const strip = h('span', { class: `spread ${verdict}`, 'aria-hidden': 'true' });
  if (deviations === null || verdict === 'no_peers') return strip;
  const place = Math.max(-REACH, Math.min(REACH, deviations));
  const dot = h('i', { class: 'spread-dot' });
  dot.style.setProperty('left', `${50 + (place / REACH) * 50}%`);
  strip.append(dot);
  return strip;
}
