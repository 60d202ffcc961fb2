/**
 * The lengths of the periods that can be counted, from fine to coarse: those of `service-level` and of the charts of
 * the page.
 */
export const GRAINS = ['half-hour', 'hour', 'day', 'week', 'month'] as const;

export type Grain = (typeof GRAINS)[number];
