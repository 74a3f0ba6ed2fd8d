-- Rules of accounts (functions/accounts_rules.sql). Those on administrators may be put off to the
-- end of a change that ends one and names another.
create or replace trigger access_membership__rules after insert or update of user_id, organisation_id
    on boucle.access_membership
    for each row execute function boucle.access_membership_rules();
create or replace trigger access_grant__no_staff before insert or update on boucle.access_grant
    for each row execute function boucle.access_grant_no_staff();
drop trigger if exists access_saas_admin__rules on boucle.access_saas_admin;
create constraint trigger access_saas_admin__rules after insert or update on boucle.access_saas_admin
    deferrable initially immediate for each row execute function boucle.access_saas_admin_rules();
drop trigger if exists access_contract__administrator on boucle.access_contract;
create constraint trigger access_contract__administrator after insert or update on boucle.access_contract
    deferrable initially immediate for each row execute function boucle.access_saas_admin_rules();
