-- After insert: what was done here is owed to who asked to hear of it.
create or replace trigger kernel_audit__webhooks after insert on boucle.kernel_audit
    for each row execute function boucle.webhooks_note();
