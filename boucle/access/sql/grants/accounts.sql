-- Accounts, contracts and support sessions keep their history: rows are added and ended, never
-- deleted, and only the end of them changes.
grant insert on boucle.access_account_request, boucle.access_account, boucle.access_saas_admin,
    boucle.access_contract, boucle.access_contract_item, boucle.access_support_session,
    boucle.access_cabinet_invitation, boucle.access_cabinet_departure to boucle_web;
grant update (state, done_by, done_at, answer) on boucle.access_account_request to boucle_web;
grant update (closed_at, closed_by, close_request_id, close_ticket) on boucle.access_account to boucle_web;
grant update (ends_at, ended_by, reason) on boucle.access_saas_admin to boucle_web;
grant update (activated_at, ends_on) on boucle.access_contract to boucle_web;
grant update (answered_by, answered_at, may_write, dossiers, opened_at, expires_at, ended_at, ended_by)
    on boucle.access_support_session to boucle_web;
grant update (state, answered_by, answered_at) on boucle.access_cabinet_invitation to boucle_web;
grant update (done_at, cancelled_at, cancelled_by, persons) on boucle.access_cabinet_departure to boucle_web;
grant insert, update, delete on boucle.access_presence to boucle_web;
grant execute on function boucle.access_contract_for(bigint), boucle.access_ordered(bigint, text, date),
    boucle.access_named_users(bigint) to boucle_web;
