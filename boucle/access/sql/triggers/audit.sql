-- Before insert: the event gets its organisation and its place in the queue of the seals.
create or replace trigger kernel_audit__place before insert on boucle.kernel_audit
    for each row execute function boucle.audit_place();
