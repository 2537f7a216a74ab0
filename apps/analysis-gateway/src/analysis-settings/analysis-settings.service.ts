import { Inject, Injectable } from '@nestjs/common';
import { Audit } from '@sentrybox/audit';
import type { AnalysisSettingsView, InputOf, Principal, updateAnalysisSettings } from '@sentrybox/contracts';
import { Database, SecretBox } from '@sentrybox/database';
import { configured } from '@sentrybox/egress';
import { invalidRequest } from '@sentrybox/errors';
import type { Clock } from '@sentrybox/observability';
import { CLOCK } from '@sentrybox/observability';
import { TeamState } from '../team-state';
import type { AnalysisSettingsRow } from './analysis-settings.repository';
import { AnalysisSettingsRepository } from './analysis-settings.repository';
import { secretPlace } from './secret-place';

type Changes = InputOf<typeof updateAnalysisSettings>['body'];

/** Use cases of a team's settings of analyses. */
@Injectable()
export class AnalysisSettingsService {
  constructor(
    private readonly repository: AnalysisSettingsRepository,
    private readonly box: SecretBox,
    private readonly state: TeamState,
    private readonly audit: Audit,
    private readonly database: Database,
    @Inject(CLOCK) private readonly clock: Clock,
  ) {}

  async get({ teamId }: Principal): Promise<AnalysisSettingsView> {
    return toView(await this.database.inTeam(teamId, () => this.repository.find(teamId)));
  }

  /** @throws DomainError `invalid_request` for a webhook without a secret */
  async update({ teamId }: Principal, changes: Changes): Promise<AnalysisSettingsView> {
    const row = await this.database.inTeam(teamId, async () => {
      const changed = this.changed(await this.repository.find(teamId), teamId, changes);
      await this.repository.save(teamId, changed, this.clock.now());
      const details = { fields: Object.keys(changes).sort().join(',') };
      const object = { type: 'analysis_settings', id: teamId };
      await this.audit.record({ action: 'analysis_settings_changed', teamId, object, outcome: 'success', details });
      return changed;
    });
    await this.state.announce(teamId);
    return toView(row);
  }

  private changed(row: AnalysisSettingsRow, teamId: string, changes: Changes): AnalysisSettingsRow {
    const markings = {
      defaultTlp: changes.default_tlp ?? row.defaultTlp,
      defaultPap: changes.default_pap ?? row.defaultPap,
    };
    if (changes.webhook_url === undefined && changes.webhook_secret === undefined) return { ...row, ...markings };
    const url = changes.webhook_url === undefined ? row.webhookUrl : changes.webhook_url;
    const fresh = { webhookFailingSince: null, webhookDisabledReason: null };
    if (url === null) return { ...markings, ...fresh, webhookUrl: null, webhookSecret: null };
    configured(url);
    const webhookSecret = this.secretFor(url, row, teamId, changes.webhook_secret);
    return { ...markings, ...fresh, webhookUrl: url, webhookSecret };
  }

  // A secret that was agreed with one receiver is not for another: a new address drops it.
  private secretFor(url: string, row: AnalysisSettingsRow, teamId: string, stated: string | undefined): string {
    if (stated !== undefined) return this.box.seal(stated, secretPlace(teamId));
    if (url !== row.webhookUrl || row.webhookSecret === null) throw missingSecret();
    return row.webhookSecret;
  }
}

function missingSecret() {
  const message = 'A webhook needs a secret, and another address a new one.';
  return invalidRequest(message, [{ field: 'webhook_secret', code: 'required', message }]);
}

function toView(row: AnalysisSettingsRow): AnalysisSettingsView {
  return {
    default_tlp: row.defaultTlp,
    default_pap: row.defaultPap,
    webhook_url: row.webhookUrl,
    has_webhook_secret: row.webhookSecret !== null,
    webhook_disabled_reason: row.webhookDisabledReason,
  };
}
