import { Injectable } from '@nestjs/common';
import { Reader } from '../model';
import { SourcesService } from '../sources';
import { QualityRepository } from './quality.repository';

/** What was measured last. */
@Injectable()
export class QualityService {
  constructor(
    private readonly quality: QualityRepository,
    private readonly sources: SourcesService,
    private readonly reader: Reader,
  ) {}

  /** @throws DomainError not_found */
  async statsOf(sourceId: string) {
    return await this.reader.read('sources:read', async (scopes) => {
      const { scope } = await this.sources.firstOf(scopes, sourceId);
      const measured = await this.quality.find(scope, sourceId);
      return {
        source_id: sourceId,
        measured_at: measured?.measured_at?.toISOString() ?? null,
        figures: measured?.figures ?? null,
      };
    });
  }
}
