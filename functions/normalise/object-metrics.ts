import type { ObjectMetrics } from '../log.ts';
import type { ObjectReport } from './normalise-object.ts';

/** The metrics of one raw object. */
export function metricsOf(report: ObjectReport, startedAt: Date, now: Date): ObjectMetrics {
  return {
    RecordsIn: report.records_in,
    RecordsOut: report.records_out,
    RecordsQuarantined: report.quarantined,
    QuarantinedPercent: (100 * report.quarantined) / Math.max(1, report.records_in),
    BytesIn: report.bytes_in,
    DurationMilliseconds: now.getTime() - startedAt.getTime(),
    FreshnessSeconds: (now.getTime() - report.landed_at.getTime()) / 1000,
  };
}
