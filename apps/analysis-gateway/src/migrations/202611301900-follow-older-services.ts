import type { Migration } from '@sentrybox/database';

/**
 * While an upgrade is under way, services of the version before write into these tables too. They know neither `is_open`
 * nor `event_no`: what they leave to work would count as ended, and its result would be refused by a worker of this
 * version. The triggers act on their rows alone, because this version always writes both columns; they can go when no
 * version without these columns is upgraded from any more.
 */
export const followOlderServices: Migration = {
  name: '202611301900-follow-older-services',
  async up(sql) {
    await sql(`
      create function analysis.open_result() returns trigger language plpgsql set search_path = pg_catalog, pg_temp as $$
      begin
        new.is_open := true;
        new.event_no := 0;
        return new;
      end $$;
      create function analysis.close_result() returns trigger language plpgsql set search_path = pg_catalog, pg_temp as $$
      begin
        new.is_open := false;
        new.event_no := 1 + (select max(event_no) from analysis.plugin_result
          where team_id = new.team_id and analysis_id = new.analysis_id);
        return new;
      end $$;
      create trigger open_result before insert on analysis.plugin_result
        for each row when (new.result is null and not new.is_open) execute function analysis.open_result();
      create trigger close_result before update of result on analysis.plugin_result
        for each row when (old.result is null and new.result is not null and new.is_open)
        execute function analysis.close_result()`);
  },
};
