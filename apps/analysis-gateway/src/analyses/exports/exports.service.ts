import { Injectable } from '@nestjs/common';
import type { AnalysisView, exportAnalysis, InputOf, Principal } from '@sentrybox/contracts';
import { canonicaliseIoc } from '@sentrybox/ioc';
import type { IndicatorType } from '@sentrybox/ioc';
import { bug } from '@sentrybox/errors';
import { AnalysisReader } from '../analysis-reader.service';
import { toCsv } from './to-csv';
import { toStix } from './to-stix';

interface ExportedFile {
  readonly type: string;
  readonly fileName: string;
  readonly body: string;
}

/** Analyses in the forms of others. All of them are made of what reading the analysis gives. */
@Injectable()
export class ExportsService {
  constructor(private readonly reader: AnalysisReader) {}

  /** @throws DomainError as reading does */
  async export(
    principal: Principal,
    id: string,
    { format, as_of: asOf }: InputOf<typeof exportAnalysis>['query'],
  ): Promise<ExportedFile> {
    const view = await this.reader.get(principal, id, asOf);
    const name = `analysis-${view.id}`;
    switch (format) {
      case 'json':
        return { type: 'application/json; charset=utf-8', fileName: `${name}.json`, body: JSON.stringify(view) };
      case 'csv':
        return { type: 'text/csv; charset=utf-8', fileName: `${name}.csv`, body: toCsv(view) };
      case 'stix': {
        const body = JSON.stringify(toStix(view, exactTypeOf(view)));
        return { type: 'application/stix+json;version=2.1', fileName: `${name}.stix.json`, body };
      }
    }
  }
}

function exactTypeOf({ type, canonical }: AnalysisView): IndicatorType {
  const result = canonicaliseIoc(type, canonical);
  if (!result.ok) throw bug('A stored indicator is not of its type.');
  return result.type;
}
