-- Takes back a Dossier that never held an entry (an import that was refused at its creation).
-- Answers {"dropped"}. A Dossier with entries is never deleted.
create or replace function boucle.tenancy_drop_empty(p_dossier bigint) returns jsonb
language plpgsql security definer set search_path = pg_catalog, boucle, pg_temp as $$
begin
    perform boucle.boucle_require_scope(p_dossier);
    perform boucle.boucle_require_right(p_dossier, 'manage');
    if exists (select from books_entry e where e.dossier_id = p_dossier)
       or exists (select from books_entry_version v where v.dossier_id = p_dossier) then
        return jsonb_build_object('dropped', false);
    end if;
    delete from books_attachment a where a.dossier_id = p_dossier;
    delete from books_chain c where c.dossier_id = p_dossier;
    delete from books_fiscal_year y where y.dossier_id = p_dossier;
    delete from books_account a where a.dossier_id = p_dossier;
    delete from books_model_line l where l.dossier_id = p_dossier;
    delete from books_model m where m.dossier_id = p_dossier;
    delete from books_subscription_run r where r.dossier_id = p_dossier;
    delete from books_subscription s where s.dossier_id = p_dossier;
    delete from books_saved_search s where s.dossier_id = p_dossier;
    delete from books_shortcut s where s.dossier_id = p_dossier;
    delete from books_journal j where j.dossier_id = p_dossier;
    delete from books_vat_code c where c.dossier_id = p_dossier;
    delete from books_third_party t where t.dossier_id = p_dossier;
    delete from tenancy_dossier d where d.id = p_dossier;
    delete from access_grant g where g.dossier_id = p_dossier;
    return jsonb_build_object('dropped', true);
end $$;
