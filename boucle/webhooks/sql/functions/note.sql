-- The outbox: an act written in the audit log is owed, in the same transaction, to each active
-- subscription of its organisation that asked for it, and a worker is woken when it commits.
-- Source: issue 5 (webhooks). States too long to be carried are left out, and it is said.
create or replace function boucle.webhooks_note() returns trigger
language plpgsql security definer set search_path = pg_catalog, boucle, pg_temp as $$
declare v_event uuid; v_body text;
begin
    if new.verb like 'webhooks.%' or not exists (
        select from webhooks_subscription s where s.organisation_id = new.organisation_id
           and s.state = 'active' and s.types && array[new.verb, '*']) then
        return null;
    end if;
    v_event := uuidv7();
    v_body := jsonb_build_object(
        'id', v_event, 'type', new.verb,
        'at', to_char(new.at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"'),
        'organisation', (select o.public_id from tenancy_organisation o where o.id = new.organisation_id),
        'dossier', (select jsonb_build_object('id', d.public_id, 'siren', d.siren, 'name', d.name)
                      from tenancy_dossier d where d.id = new.dossier_id),
        'actor', new.actor, 'origin', new.origin,
        'before', case when pg_column_size(new.before) < 32768 then new.before end,
        'after', case when pg_column_size(new.after) < 32768 then new.after end,
        'truncated', coalesce(pg_column_size(new.before) >= 32768, false)
                     or coalesce(pg_column_size(new.after) >= 32768, false))::text;
    insert into webhooks_delivery (subscription_id, event, type, body)
    select s.id, v_event, new.verb, v_body from webhooks_subscription s
     where s.organisation_id = new.organisation_id and s.state = 'active'
       and s.types && array[new.verb, '*'];
    if not exists (select from procrastinate_jobs j
                    where j.task_name = 'webhooks.deliver' and j.status = 'todo') then
        insert into procrastinate_jobs (queue_name, task_name, lock, args)
        values ('webhooks', 'webhooks.deliver', 'webhooks', '{}');
    end if;
    return null;
end $$;
